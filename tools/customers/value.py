"""The function `estimate_customer_value`: cohorts from the orders, and a prediction where it can be made."""

from tools.customers.cohorts import read_cohorts
from tools.customers.orders import read_orders
from tools.customers.prediction import predict
from tools.customers.report import CustomerValue, EstimateCustomerValue, Prediction
from tools.errors import MissingInput


def estimate_customer_value(request: EstimateCustomerValue) -> CustomerValue:
    """Estimate what customers are worth, so far by cohort and in the months ahead.

    Raises:
        DataError: when the table can't be read as orders.
        MissingInput: when the source holds several tables and none was named.
    """
    orders = read_orders(request)
    try:
        cohorts = read_cohorts(orders)
        notes = list(orders.notes)
        prediction: Prediction | None = None
        if request.predict:
            try:
                prediction, expected = predict(orders, request.months_ahead, request.discount_rate)
            except MissingInput as error:
                notes.append(f"No prediction: {error}")
            else:
                cohorts = [c.model_copy(update={"expected": expected.get(c.month)}) for c in cohorts]
    finally:
        orders.engine.close()
    if any(cohort.revenue < 0 for cohort in cohorts):
        notes.append("A cohort's refunds outweigh its purchases: its earlier purchases may be missing from the table.")
    return CustomerValue(
        name=orders.name,
        period=f"{orders.first}..{orders.last}",
        customers=sum(c.customers for c in cohorts),
        orders=sum(c.orders for c in cohorts),
        revenue=sum(c.revenue for c in cohorts),
        margin=request.margin,
        currency=orders.currency,
        cohorts=cohorts,
        prediction=prediction,
        notes=notes,
    )
