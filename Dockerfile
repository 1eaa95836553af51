# Adroit in a container: `adroit slack` by default, any other command by name. See docs/slack.md and compose.yaml.
FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY agent agent
COPY tools tools
COPY knowledge knowledge
COPY evals evals
RUN uv venv /opt/adroit \
 && uv pip install --no-cache --compile-bytecode --python /opt/adroit/bin/python \
      --constraint constraints.txt '.[slack,postgres]'

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 adroit && install -d -o adroit -g adroit /workspace
COPY --from=build /opt/adroit /opt/adroit
ENV PATH=/opt/adroit/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ADROIT_WORKSPACE=/workspace
USER adroit
WORKDIR /workspace
VOLUME /workspace
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["adroit"]
CMD ["slack"]
