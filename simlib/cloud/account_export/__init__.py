"""A real account in a cloud: the AWS CLI's output read, and what cannot be read named."""

from .imported import Imported
from .loading import load_account
from .texts import Problem

__all__ = ["Imported", "Problem", "load_account"]
