"""What customers are worth: lifetime value by cohort from a table of orders, and what it is likely to become.

`estimate_customer_value` reads the orders, adds up each cohort's revenue as customers age, and predicts the next months
with BG/NBD and Gamma-Gamma where the library for it is installed.
"""

from tools.customers.report import CustomerValue, EstimateCustomerValue
from tools.customers.value import estimate_customer_value

__all__ = ["CustomerValue", "EstimateCustomerValue", "estimate_customer_value"]
