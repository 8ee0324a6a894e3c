"""What can be said of a policy's text: a closed list of names, each with its category.

The names and categories are IAM Access Analyzer's own ("IAM policy validation check reference"),
and simlib's where Access Analyzer has no name.
"""

from enum import StrEnum, auto

__all__ = ["FindingType", "Issue"]


class FindingType(StrEnum):
    """Access Analyzer's categories, the gravest first."""

    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"

    @property
    def words(self) -> str:
        """For people: `security warning`."""
        return self.replace("_", " ").lower()

    @property
    def option(self) -> str:
        """For the command line: `security-warning`."""
        return self.replace("_", "-").lower()


_E, _SW, _W, _S = FindingType
_OURS = "simlib"


class Issue(StrEnum):
    """A name of a finding; `finding_type` is its category, `named_by` says whose name it is."""

    finding_type: FindingType
    named_by: str

    def __new__(
        cls, code: str, finding_type: FindingType, named_by: str = "IAM Access Analyzer"
    ) -> "Issue":
        issue = str.__new__(cls, code)
        issue._value_ = code
        issue.finding_type = finding_type
        issue.named_by = named_by
        return issue

    @property
    def is_ours(self) -> bool:
        """Is it a name of simlib's own?"""
        return self.named_by == _OURS

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    @classmethod
    def _missing_(cls, value: object) -> "Issue | None":
        """`FOR_ALL_VALUES_…` is found too: AWS writes `FORALLVALUES_…`, and others do not."""
        plain = str(value).replace("_", "")
        return next((each for each in cls if each.replace("_", "") == plain), None)

    # errors
    ARN_ACCOUNT_NOT_ALLOWED = auto(), _E
    ARN_REGION_NOT_ALLOWED = auto(), _E
    DATA_TYPE_MISMATCH = auto(), _E
    DUPLICATE_KEYS_WITH_DIFFERENT_CASE = auto(), _E
    DYNAMODB_INVALID_RETURN_CONSUMED_CAPACITY = auto(), _E
    DYNAMODB_INVALID_RETURN_VALUES = auto(), _E
    DYNAMODB_INVALID_SELECT_VALUE = auto(), _E
    EMPTY_VARIABLE = auto(), _E
    FEDERATED_PRINCIPAL_NOT_SUPPORTED = auto(), _E
    INVALID_ACTION = auto(), _E
    INVALID_ARN_ACCOUNT = auto(), _E
    INVALID_ARN_PREFIX = auto(), _E
    INVALID_ARN_REGION = auto(), _E
    INVALID_ARN_RESOURCE = auto(), _E
    INVALID_ARN_SERVICE_CASE = auto(), _E
    INVALID_CONDITION_DATA_TYPE = auto(), _E
    INVALID_CONDITION_KEY_FORMAT = auto(), _E
    INVALID_CONDITION_MULTIPLE_BOOLEAN = auto(), _E
    INVALID_CONDITION_OPERATOR = auto(), _E
    INVALID_EFFECT = auto(), _E
    INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY = auto(), _E
    INVALID_GLOBAL_CONDITION_KEY = auto(), _E
    INVALID_KMS_KEY_VALUE = auto(), _E
    INVALID_PARTITION = auto(), _E
    INVALID_POLICY_ELEMENT = auto(), _E
    INVALID_PRINCIPAL_FORMAT = auto(), _E
    INVALID_PRINCIPAL_KEY = auto(), _E
    INVALID_REGION = auto(), _E
    INVALID_SERVICE = auto(), _E
    INVALID_SERVICE_CONDITION_KEY = auto(), _E
    INVALID_SERVICE_IN_ACTION = auto(), _E
    INVALID_SERVICE_PRINCIPAL_FORMAT = auto(), _E
    INVALID_VARIABLE_FOR_OPERATOR = auto(), _E
    INVALID_VERSION = auto(), _E
    INVALID_VPCE_FORMAT = auto(), _E
    INVALID_VPC_FORMAT = auto(), _E
    JSON_SYNTAX_ERROR = auto(), _E
    MISMATCHED_ACTION_FOR_PRINCIPAL = auto(), _E
    MISSING_ACTION = auto(), _E
    MISSING_ACTION_FOR_CONDITION_KEY = auto(), _E
    MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY = auto(), _E
    MISSING_ARN_ACCOUNT = auto(), _E
    MISSING_ARN_FIELD = auto(), _E
    MISSING_ARN_REGION = auto(), _E
    MISSING_BRACE_IN_VARIABLE = auto(), _E
    MISSING_EFFECT = auto(), _E
    MISSING_PRINCIPAL = auto(), _E
    MISSING_QUALIFIER = auto(), _E
    MISSING_QUOTE_IN_VARIABLE = auto(), _E
    MISSING_RESOURCE = auto(), _E
    MISSING_STATEMENT = auto(), _E
    MISSING_TAG_KEY_IN_CONDITION = auto(), _E
    NULL_WITH_IF_EXISTS = auto(), _E
    POLICY_SIZE_EXCEEDS_RCP_QUOTA = auto(), _E
    POLICY_SIZE_EXCEEDS_SCP_QUOTA = auto(), _E
    PRIVATE_IP_ADDRESS = auto(), _E
    PRIVATE_NOT_IP_ADDRESS = auto(), _E
    RCP_SYNTAX_ERROR_ACTION = auto(), _E
    RCP_SYNTAX_ERROR_ALLOW = auto(), _E
    RCP_SYNTAX_ERROR_NOTACTION = auto(), _E
    RCP_SYNTAX_ERROR_PRINCIPAL = auto(), _E
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL = auto(), _E
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE = auto(), _E
    ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL = auto(), _E
    SCP_SYNTAX_ERROR_ACTION_WILDCARD = auto(), _E
    SCP_SYNTAX_ERROR_PRINCIPAL = auto(), _E
    TYPE_MISMATCH_IP_RANGE = auto(), _E
    UNIQUE_SIDS_REQUIRED = auto(), _E
    UNSUPPORTED_ACTION_FOR_CONDITION_KEY = auto(), _E
    UNSUPPORTED_ACTION_IN_POLICY = auto(), _E
    UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL = auto(), _E
    UNSUPPORTED_ELEMENT_COMBINATION = auto(), _E
    UNSUPPORTED_GLOBAL_CONDITION_KEY = auto(), _E
    UNSUPPORTED_PRINCIPAL = auto(), _E
    UNSUPPORTED_RESOURCE_ARN_IN_POLICY = auto(), _E
    UNSUPPORTED_SID = auto(), _E
    UNSUPPORTED_SPACE_IN_VARIABLE = auto(), _E
    UNSUPPORTED_WILDCARD_IN_PRINCIPAL = auto(), _E
    VARIABLE_UNSUPPORTED_IN_ELEMENT = auto(), _E
    VARIABLE_UNSUPPORTED_IN_VERSION = auto(), _E
    VARIABLE_USAGE_TOO_PERMISSIVE = auto(), _E
    WILDCARD_USAGE_TOO_PERMISSIVE = auto(), _E
    # security warnings
    ALLOW_WITH_NOT_PRINCIPAL = auto(), _SW
    DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE = auto(), _SW
    DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE = auto(), _SW
    DYNAMODB_ATTRIBUTES_WITHOUT_RETURN_VALUES = auto(), _SW
    DYNAMODB_ATTRIBUTES_WITHOUT_SELECT = auto(), _SW
    FORALLVALUES_WITH_SINGLE_VALUED_KEY = auto(), _SW
    FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE = auto(), _SW
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL = auto(), _SW
    MISSING_GITHUB_REPO_CONDITION_KEY = auto(), _SW
    MISSING_PAIRED_CONDITION_KEYS = auto(), _SW
    PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE = auto(), _SW
    PASS_ROLE_WITH_NOT_RESOURCE = auto(), _SW
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE = auto(), _SW
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE = auto(), _SW
    PASS_ROLE_WITH_STAR_IN_RESOURCE = auto(), _SW
    PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION = auto(), _SW
    RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL = auto(), _SW
    S3_PREFIX_IN_NEGATIVE_CONTEXT = auto(), _SW
    STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS = auto(), _SW
    UNTRUSTWORTHY_CONDITION_KEY = auto(), _SW
    # warnings
    CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE = auto(), _W
    CREATE_SLR_WITH_NOT_RESOURCE = auto(), _W
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE = auto(), _W
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE = auto(), _W
    CREATE_SLR_WITH_STAR_IN_RESOURCE = auto(), _W
    CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION = auto(), _W
    DEPRECATED_GLOBAL_CONDITION_KEY = auto(), _W
    DYNAMODB_REPLACE_OPERATION_WITH_ATTRIBUTES = auto(), _W
    DYNAMODB_SCAN_BYPASSES_LEADING_KEYS = auto(), _W
    DYNAMODB_WRONG_CONDITION_FOR_ACTION = auto(), _W
    INVALID_DATE_VALUE = auto(), _W
    INVALID_ROLE_REFERENCE = auto(), _W
    INVALID_USER_REFERENCE = auto(), _W
    MISSING_VERSION = auto(), _W
    POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA = auto(), _W
    POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA = auto(), _W
    POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA = auto(), _W
    RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY = auto(), _W
    RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY = auto(), _W
    RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK = auto(), _W
    SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED = auto(), _W
    TYPE_MISMATCH = auto(), _W
    TYPE_MISMATCH_BOOLEAN = auto(), _W
    TYPE_MISMATCH_DATE = auto(), _W
    TYPE_MISMATCH_NUMBER = auto(), _W
    TYPE_MISMATCH_STRING = auto(), _W
    UNIQUE_SIDS_RECOMMENDED = auto(), _W
    USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES = auto(), _W
    WILDCARD_WITHOUT_LIKE_OPERATOR = auto(), _W
    # suggestions
    ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE = auto(), _S
    ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE = auto(), _S
    CONFIRM_AUDIENCE_CLAIM_TYPE = auto(), _S
    EMPTY_ARRAY_ACTION = auto(), _S
    EMPTY_ARRAY_CONDITION = auto(), _S
    EMPTY_ARRAY_CONDITION_FORALLVALUES = auto(), _S
    EMPTY_ARRAY_CONDITION_FORANYVALUE = auto(), _S
    EMPTY_ARRAY_CONDITION_IFEXISTS = auto(), _S
    EMPTY_ARRAY_PRINCIPAL = auto(), _S
    EMPTY_ARRAY_RESOURCE = auto(), _S
    EMPTY_OBJECT_CONDITION = auto(), _S
    EMPTY_OBJECT_PRINCIPAL = auto(), _S
    EMPTY_SID_VALUE = auto(), _S
    EQUIVALENT_TO_NULL_FALSE = auto(), _S
    EQUIVALENT_TO_NULL_TRUE = auto(), _S
    IMPROVE_IP_RANGE = auto(), _S
    IRRELEVANT_CONDITION_KEY_IN_POLICY = auto(), _S
    NULL_WITH_QUALIFIER = auto(), _S
    PRIVATE_IP_ADDRESS_SUBSET = auto(), _S
    PRIVATE_NOT_IP_ADDRESS_SUBSET = auto(), _S
    RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL = auto(), _S
    REDUNDANT_ACTION = auto(), _S
    REDUNDANT_CONDITION_VALUE_NUM = auto(), _S
    REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION = auto(), _S
    REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY = auto(), _S
    REDUNDANT_RESOURCE = auto(), _S
    REDUNDANT_STATEMENT = auto(), _S
    REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION = auto(), _S
    WILDCARD_IN_SERVICE_NAME = auto(), _S
    # those of simlib itself
    DOCUMENT_TOO_LARGE = auto(), _E, _OURS
    UNFILLED_TEMPLATE = auto(), _E, _OURS
    ALLOW_WITH_NOT_ACTION = auto(), _SW, _OURS
    DENY_WITHOUT_MFA_MISSES_LONG_TERM_KEYS = auto(), _SW, _OURS
    MFA_CONDITION_ALLOWS_WITHOUT_MFA = auto(), _SW, _OURS
    OPEN_TO_EVERYONE = auto(), _SW, _OURS
    ACTION_NEEDS_STAR_RESOURCE = auto(), _W, _OURS
    ALLOW_NEVER_TAKES_EFFECT = auto(), _W, _OURS
    CONDITION_NEVER_MATCHES = auto(), _W, _OURS
    DENY_NEVER_FIRES = auto(), _W, _OURS
    DENY_WITH_NOT_PRINCIPAL = auto(), _W, _OURS
    REQUIRED_RESOURCE_TYPE_MISSING = auto(), _W, _OURS
    RESOURCE_TAKEN_BY_NO_ACTION = auto(), _W, _OURS
    DENY_OF_WHAT_NOTHING_ALLOWS = auto(), _S, _OURS
    STAR_RESOURCE_CAN_BE_NARROWED = auto(), _S, _OURS
    VARIABLE_ABSENT_FOR_ROLES = auto(), _S, _OURS
    WILDCARD_ACTION_REACHES_FURTHER = auto(), _S, _OURS
    WILDCARD_RESOURCE_REACHES_FURTHER = auto(), _S, _OURS
