"""The model: fitted on what came after one cutoff, calibrated on customers it was not fitted on. Needs scikit-learn."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.audience.first_party.features import Snapshot, Target
from tools.errors import MissingInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FOLDS = 5
_ENOUGH_FOR_ISOTONIC = 1000
"""Buyers from which on isotonic regression calibrates better than a sigmoid (Niculescu-Mizil and Caruana, 2005)."""


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model.

    Attributes:
        name: which of the models was taken.
        calibrated_by: isotonic regression or Platt's sigmoid; a factor for value.
        rank: features -> score, larger for more.
        predict: features -> probability, or expected revenue.
    """

    name: str
    calibrated_by: str
    rank: "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
    predict: "Callable[[NDArray[np.float64]], NDArray[np.float64]]"


def check_installed() -> None:
    """See that scikit-learn is there.

    Raises:
        MissingInput: when it is not.
    """
    try:
        import sklearn  # noqa: F401 - asked for before any work, so that its absence is told at once
    except ImportError:
        raise MissingInput(
            "Predicting who buys next needs scikit-learn, which is not installed",
            remedy="Install it with: pip install 'adroit-marketing[predict]'. Segments and lists need nothing more.",
        ) from None


def fit(learnt_from: Snapshot, target: Target) -> Model:
    """Fit the candidates, take the one with the smaller cross-validated loss, and calibrate it.

    The same data give the same model.
    """
    features, outcome = learnt_from.features, learnt_from.outcome
    from threadpoolctl import threadpool_limits

    # One thread: the fits are small, the folds many, and threads that wait for each other take ten times as long.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        return _fit_value(features, outcome) if target == "value" else _fit_probability(features, outcome)


def _fit_probability(features: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> Model:
    import numpy as np
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    tried = {}
    for name, model in _classifiers().items():
        out = cross_val_predict(model, features, outcome, cv=folds, method="predict_proba")[:, 1]
        tried[name] = (log_loss(outcome, np.clip(out, 1e-6, 1 - 1e-6)), out)
    name = min(tried, key=lambda n: tried[n][0])
    unseen, model = tried[name][1], _classifiers()[name].fit(features, outcome)

    def rank(x: "NDArray[np.float64]") -> "NDArray[np.float64]":
        found: NDArray[np.float64] = model.predict_proba(x)[:, 1]
        return found

    if min(outcome.sum(), len(outcome) - outcome.sum()) >= _ENOUGH_FOR_ISOTONIC:
        curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(unseen, outcome)
        return Model(name, "isotonic regression", rank, lambda x: np.asarray(curve.predict(rank(x))))
    sigmoid = LogisticRegression(C=1e6).fit(_logit(unseen), outcome)
    return Model(name, "Platt's sigmoid", rank, lambda x: np.asarray(sigmoid.predict_proba(_logit(rank(x)))[:, 1]))


def _fit_value(features: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> Model:
    import numpy as np
    from sklearn.metrics import mean_poisson_deviance
    from sklearn.model_selection import KFold, cross_val_predict

    tried = {}
    for name, model in _regressors().items():
        out = cross_val_predict(model, features, outcome, cv=KFold(_FOLDS, shuffle=True, random_state=0))
        tried[name] = (mean_poisson_deviance(outcome, np.clip(out, 1e-9, None)), out)
    name = min(tried, key=lambda n: tried[n][0])
    factor = float(outcome.sum() / max(tried[name][1].sum(), 1e-9))
    model = _regressors()[name].fit(features, outcome)

    def rank(x: "NDArray[np.float64]") -> "NDArray[np.float64]":
        found: NDArray[np.float64] = model.predict(x)
        return found

    return Model(name, "a factor", rank, lambda x: factor * rank(x))


def _classifiers() -> dict[str, Any]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return {
        "logistic regression": make_pipeline(_logs(), StandardScaler(), LogisticRegression(C=0.1, max_iter=500)),
        "gradient-boosted trees": HistGradientBoostingClassifier(
            max_iter=120, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=1.0,
            early_stopping=False, random_state=0,
        ),
    }  # fmt: skip


def _regressors() -> dict[str, Any]:
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import PoissonRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return {
        "Poisson regression": make_pipeline(_logs(), StandardScaler(), PoissonRegressor(alpha=0.1, max_iter=500)),
        "gradient-boosted trees": HistGradientBoostingRegressor(
            loss="poisson", max_iter=120, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=40,
            l2_regularization=1.0, early_stopping=False, random_state=0,
        ),
    }  # fmt: skip


def _logs() -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(_signed_log)


def _signed_log(x: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return log(1 + |x|) with the sign of x: counts, days and money are spread over orders of magnitude."""
    import numpy as np

    found: NDArray[np.float64] = np.sign(x) * np.log1p(np.abs(x))
    return found


def _logit(p: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    found: NDArray[np.float64] = np.log(clipped / (1 - clipped)).reshape(-1, 1)
    return found
