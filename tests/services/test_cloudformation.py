"""Templates are read with every problem's place, and become what CloudFormation would make."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from simlib import new_cloud
from simlib.cloud.calling import Call
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, ParamValidationError
from simlib.cloud.operation import Need, Operation
from simlib.cloud.organization import Node, NodeType, Organization
from simlib.language.errors import ScenarioError
from simlib.services import SERVICES
from simlib.services.cloudformation import (
    RESOURCE_TYPES,
    Problems,
    Stack,
    StackPlace,
    Template,
    first_scope,
    make_stack,
    maker,
    read_document,
    read_file,
    reading,
    template_of,
)
from simlib.services.cloudformation.order import making_order
from simlib.services.deploying import deploy

HOSPITAL = StackPlace("111122223333", "us-east-1", "hospital", "arn:aws:cloudformation:stack/1")
BUCKET = "Type: AWS::S3::Bucket"


def read(text: str, file: str = "hospital.yaml") -> Template:
    problems = Problems(file)
    document = read_document(text, file, problems)
    template = template_of(document, RESOURCE_TYPES, problems) if document is not None else None
    problems.stop()
    assert template is not None
    return template


def problems_of(text: str, file: str = "hospital.yaml") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(text, file)
    return list(caught.value.problems)


def hospital() -> Cloud:
    cloud = new_cloud()
    cloud.add_account("111122223333", "hospital")
    return cloud


def made(
    text: str,
    parameters: Mapping[str, Any] | None = None,
    exports: Mapping[str, str] | None = None,
    cloud: Cloud | None = None,
) -> Stack:
    template = read(text)
    scope = first_scope(template, HOSPITAL, parameters or {}, exports or {})
    return make_stack(
        template, scope, HOSPITAL, maker(cloud or hospital(), HOSPITAL, RESOURCE_TYPES)
    )


def output(value: str, before: str = "", **settings: Any) -> str:
    """What an output's value gives, in a stack with one bucket named `records`."""
    text = f"""
{before}
Resources:
  Records:
    {BUCKET}
    Properties: {{BucketName: records}}
Outputs:
  Found:
    Value: {value}
"""
    return made(text, **settings).outputs["Found"]


def refused(value: str, before: str = "", **settings: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        output(value, before, **settings)
    return caught.value.problems[0]


# Reading


def test_short_tags_long_names_and_json_are_the_same():
    short = f"Resources: {{A: {{{BUCKET}, Properties: {{BucketName: !Sub 'a-${{AWS::Region}}'}}}}}}"
    long = short.replace("!Sub 'a-${AWS::Region}'", "{'Fn::Sub': 'a-${AWS::Region}'}")
    as_json = json.dumps(yaml.safe_load(long))
    names = {made(text).resources["A"].ref for text in (short, long, as_json)}
    assert names == {"a-us-east-1"}


def test_every_problem_is_told_at_once_with_file_and_line():
    text = """
Resorces: {}
Resources:
  A: {Type: AWS::S3::Buckt}
  B:
    Type: AWS::S3::Bucket
    Properties: {BucketNam: b}
"""
    assert problems_of(text) == [
        "hospital.yaml, line 2, column 1: simlib knows no `Resorces` in a template; "
        "it knows AWSTemplateFormatVersion, Conditions, Description, Mappings, Metadata, Outputs, "
        "Parameters, Resources",
        "hospital.yaml, line 4, column 3: simlib models no resource type `AWS::S3::Buckt`; "
        "did you mean `AWS::S3::Bucket`?",
        "hospital.yaml, line 7, column 18: simlib knows no `BucketNam` in AWS::S3::Bucket; "
        "did you mean `BucketName`?",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: the file is empty"),
        ("a: [", "line 2, column 1: not well-formed YAML: did not find expected node content"),
        ("a: \x01", "line 1, column 4: not well-formed YAML: control characters are not allowed"),
        ("Resources: {A: {Type: x, Type: x}}", "line 1, column 26: `Type` stands here twice"),
        ("Resources: &r {A: *r}", "line 1, column 19: the alias `*r`"),
        ("Resources: {}\n---\nResources: {}", "line 2, column 1: a second document begins"),
        ("Resources: {A: !Foo x}", "line 1, column 16: simlib knows no intrinsic function `!Foo`"),
        ("Resources: {A: {Fn::Subb: x}}", "did you mean `Fn::Sub`?"),
        ("Resources: {A: {Fn::Sub: x, b: c}}", "`Fn::Sub` stands beside other keys"),
        ("Resources: {A: !Join [a]}", "`!Join` takes a list of 2, not a list of 1"),
        ("Resources: {A: !If x}", "`!If` takes a list of 3, not a text"),
        ("Resources: {A: !!binary aGk=}", "`A` is a text; expected a map"),
        ("Resources: {A: !<tag:x.org,2000:y> b}", "simlib knows no tag `tag:x.org,2000:y`"),
        ("Resources: {A: ~}", "a null value; CloudFormation takes none"),
        ("Resources: {A: {Type: 0123}}", "the number 0123 would lose the 0"),
        ("Resources: {[a]: b}", "a list stands as a key"),
        ("[" * 60 + "]" * 60, "at most 50 levels of nesting"),
        ("a: " + "[" * 60 + "]" * 60, "nested more than 50 deep"),
        ("- a", "`the template` is a list; expected a map with names that are given"),
        ('{"Resources": {"A": null}}', "line 1, column 21: a null value"),
        ('{"Resources": {},}', "line 1, column 18: unexpected `}` after a comma"),
        ("AWSTemplateFormatVersion: 2010-09-01\nResources: {}", "use 2010-09-09"),
        ("Transform: AWS::Serverless\nResources: {}", "simlib knows no `Transform`"),
        ("Resources: {a-b: {Type: 'AWS::EC2::VPC'}}", "`a-b` in Resources is not alphanumeric"),
        ("Mappings: {A: {b: {c: !Ref X}}}\nResources: {}", "`Ref` cannot stand in Mappings"),
        ("Conditions: {A: !GetAtt [B, c]}\nResources: {}", "cannot stand in Conditions"),
        ("Parameters: {A: {Type: Strng}}\nResources: {}", "no parameter type `Strng`"),
        ("Parameters: {A: {Type: String, AllowedPattern: '('}}\nResources: {}", "no regular"),
    ],
)
def test_bad_text_is_refused_by_name_and_place(text: str, problem: str):
    assert problem in " ".join(problems_of(text))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path):
    (tmp_path / "a.yaml").write_bytes(b"a: b\nc: \xff")
    problems = Problems("a.yaml")
    assert read_file(tmp_path / "a.yaml", problems) is None
    with pytest.raises(ScenarioError, match=r"a.yaml, line 2, column 1: not UTF-8"):
        problems.stop()


def test_a_file_beyond_cloudformation_s_size_is_not_read(tmp_path: Path):
    (tmp_path / "a.yaml").write_bytes(b"#" * 1_000_001)
    problems = Problems("a.yaml")
    assert read_file(tmp_path / "a.yaml", problems) is None


def test_the_slow_loader_reads_the_same(monkeypatch: pytest.MonkeyPatch):
    text = f"Resources: {{A: {{{BUCKET}, Properties: {{BucketName: !Sub '${{AWS::Region}}-b'}}}}}}"
    fast = read(text)
    monkeypatch.setattr(reading, "_Loader", yaml.SafeLoader)
    assert read(text) == fast


def test_a_version_without_quotes_stays_a_text():
    assert output("!Join ['', [2012-10-17, /, 1.5, /, 7, /, yes]]") == "2012-10-17/1.5/7/true"


@pytest.mark.timed
def test_a_template_of_forty_resources_is_read_fast():
    bucket = (
        f"  B{{0}}:\n    {BUCKET}\n    Properties:\n      BucketName: !Sub b-${{{{AWS::Region}}}}"
    )
    text = "Resources:\n" + "\n".join(bucket.format(number) for number in range(40))
    started = time.perf_counter()
    assert len(read(text).resources) == 40
    assert time.perf_counter() - started < 1  # some 10 ms on an idle machine


# References


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("!Ref Recrds", "there is no parameter or resource `Recrds` here; did you mean `Records`?"),
        ("!GetAtt Records.Arnn", "simlib knows no attribute `Arnn` of `Records`; did you mean"),
        ("!GetAtt Recrds.Arn", "there is no resource `Recrds` here; did you mean `Records`?"),
        ("!GetAtt Records", "`Fn::GetAtt` names in a literal text what it refers to"),
        ("!Ref [Records]", "`!Ref` takes one value, not a list of 1"),
        ("!Sub '${Recrds}'", "there is no parameter or resource `Recrds` here"),
        ("!Sub '${aws:username}'", "a policy variable is written ${!aws:username} here"),
        ("!If [Nowhere, a, b]", "the template has no condition `Nowhere`"),
        ("!FindInMap [Nowhere, a, b]", "the template has no mapping `Nowhere`"),
        ("!Equals [a, b]", "`Fn::Equals` cannot stand in Outputs"),
    ],
)
def test_a_reference_to_nothing_is_refused(value: str, problem: str):
    assert problem in refused(value)


def test_a_needed_resource_is_made_first():
    template = read(f"""
Resources:
  Third: {{{BUCKET}, DependsOn: Second}}
  Second: {{{BUCKET}, Properties: {{BucketName: !Sub "${{First}}-copy"}}}}
  First: {{{BUCKET}}}
""")
    assert [each.logical_id for each in making_order(template)] == ["First", "Second", "Third"]


def test_a_circle_of_resources_is_named():
    text = f"""
Resources:
  A: {{{BUCKET}, DependsOn: B}}
  B: {{{BUCKET}, Properties: {{BucketName: !Ref C}}}}
  C: {{{BUCKET}, Properties: {{BucketName: !GetAtt A.Arn}}}}
"""
    (problem,) = problems_of(text)
    assert "where each needs the next" in problem
    circle = problem.partition(": a circular")[2].rpartition(": ")[2].split(" → ")
    following = {"A": "B", "B": "C", "C": "A"}
    assert [following[name] for name in circle[:-1]] == circle[1:]


def test_a_circle_of_conditions_is_named():
    text = "Conditions: {A: !Not [Condition: B], B: !Not [!Condition A]}\nResources: {}"
    assert "a circular dependency" in problems_of(text)[0]


def test_a_dependency_on_nothing_is_refused():
    assert "no resource `B`" in problems_of(f"Resources: {{A: {{{BUCKET}, DependsOn: [B]}}}}")[0]


# Intrinsic functions


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("!Ref Records", "records"),
        ("!Ref AWS::AccountId", "111122223333"),
        (
            "!Sub '${AWS::Partition} ${AWS::StackName} ${AWS::URLSuffix}'",
            "aws hospital amazonaws.com",
        ),
        ("!GetAtt Records.Arn", "arn:aws:s3:::records"),
        ("!GetAtt [Records, Arn]", "arn:aws:s3:::records"),
        ("!Sub '${Records.Arn}/${!aws:username}/*'", "arn:aws:s3:::records/${aws:username}/*"),
        ("!Sub ['${a}-${Records}', {a: !Ref AWS::Region}]", "us-east-1-records"),
        ("!Sub '$ {a} $a {b}'", "$ {a} $a {b}"),
        ("!Join [',', [a, !Ref AWS::NoValue, b]]", "a,b"),
        ("!Join ['', []]", ""),
        ("!Select [1, !Split [':', !GetAtt Records.Arn]]", "aws"),
        ("!Select ['0', [a, b]]", "a"),
        ("!ImportValue shared", "key-1"),
        ("!ImportValue {Fn::Sub: 'sh${!}ared'}", None),
    ],
)
def test_a_function_gives_what_cloudformation_gives(value: str, found: str | None):
    if found is None:
        assert "no export named sh${}ared found" in refused(value, exports={"shared": "key-1"})
    else:
        assert output(value, exports={"shared": "key-1"}) == found


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("!Select [2, [a, b]]", "there is no item 2 in a list of 2"),
        ("!Select [-1, [a, b]]", "there is no item -1 in a list of 2"),
        ("!Split ['', a]", "the delimiter of Fn::Split is empty"),
        ("!Split [',', a]", "expected a text, got a list"),
        ("!Join ['', a]", "expected a list, got a text"),
        ("!Ref AWS::NoValue", "expected a text, got AWS::NoValue"),
        ("!ImportValue shared", "no export named shared found; there are none"),
    ],
)
def test_a_function_that_gives_nothing_is_refused(value: str, problem: str):
    assert problem in refused(value)


CONDITIONS = """
Parameters: {Stage: {Type: String, Default: test}}
Mappings: {Names: {prod: {name: real}, test: {name: toy}}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Test: !Not [Condition: Prod]
  Both: !And [!Condition Prod, !Condition Test]
  Either: !Or [!Condition Prod, !Condition Test]
  Toy: !Equals [!FindInMap [Names, !Ref Stage, name], toy]
"""


@pytest.mark.parametrize(
    ("condition", "stage", "holds"),
    [
        ("Prod", "prod", True),
        ("Prod", "test", False),
        ("Test", "test", True),
        ("Both", "prod", False),
        ("Either", "prod", True),
        ("Toy", "test", True),
        ("Toy", "prod", False),
    ],
)
def test_a_condition_decides(condition: str, stage: str, holds: bool):
    found = output(f"!If [{condition}, it is, it is not]", CONDITIONS, parameters={"Stage": stage})
    assert found == ("it is" if holds else "it is not")


def test_the_branch_that_is_not_taken_is_not_evaluated():
    assert output("!If [Prod, !Select [9, [a]], b]", CONDITIONS) == "b"


def test_a_resource_whose_condition_does_not_hold_is_not_made():
    stack = made(f"{CONDITIONS}\nResources: {{A: {{{BUCKET}, Condition: Prod}}}}")
    assert stack.resources == {}


def test_what_is_not_made_has_no_value():
    text = f"""{CONDITIONS}
Resources:
  A: {{{BUCKET}, Condition: Prod}}
  B: {{{BUCKET}, Properties: {{BucketName: !Ref A}}}}
"""
    with pytest.raises(ScenarioError, match="`A` has no value"):
        made(text)


def test_an_export_of_a_taken_name_is_refused():
    text = f"Resources: {{A: {{{BUCKET}}}}}\nOutputs: {{O: {{Value: x, Export: {{Name: e}}}}}}"
    assert made(text).exports == {"e": "x"}
    with pytest.raises(ScenarioError, match="an export named e exists already"):
        made(text, exports={"e": "y"})


def test_no_value_takes_a_property_away():
    text = f"Resources: {{A: {{{BUCKET}, Properties: {{BucketName: !Ref AWS::NoValue}}}}}}"
    assert made(text).resources["A"].ref.startswith("hospital-a-")


def test_a_function_s_value_is_checked_against_the_property():
    text = f"""
Parameters: {{Many: {{Type: CommaDelimitedList, Default: "a, b"}}}}
Resources:
  A: {{{BUCKET}, Properties: {{BucketName: !Ref Many}}}}
"""
    with pytest.raises(ScenarioError, match="`BucketName` is a list; expected a text"):
        made(text)


# Parameters


@pytest.mark.parametrize(
    ("declared", "given", "problem"),
    [
        ("Type: String", {}, "Parameters: [P] must have values"),
        ("Type: String", {"P": "a", "Q": "b"}, "Parameters: [Q] do not exist in the template"),
        ("Type: String, AllowedValues: [a, b]", {"P": "c"}, "must be one of"),
        ("Type: String, AllowedPattern: '[a-z]+'", {"P": "C"}, "must match pattern [a-z]+"),
        ("Type: String, MinLength: 3", {"P": "ab"}, "must contain at least 3 characters"),
        ("Type: String, MaxLength: 3", {"P": "abcd"}, "must contain at most 3 characters"),
        ("Type: Number", {"P": "x"}, "x is not a number"),
        ("Type: Number, MaxValue: 9", {"P": 10}, "must be a number not greater than 9"),
        ("Type: Number, MinValue: 9", {"P": 8.5}, "must be a number not less than 9"),
        ("Type: CommaDelimitedList, AllowedValues: [a]", {"P": "a,b"}, "must be one of"),
        ("Type: String, MinLength: 3, ConstraintDescription: longer", {"P": ""}, "longer"),
    ],
)
def test_a_bad_parameter_is_refused_in_cloudformation_s_words(
    declared: str, given: dict[str, Any], problem: str
):
    assert problem in refused("x", f"Parameters: {{P: {{{declared}}}}}", parameters=given)


def test_a_list_parameter_is_a_list():
    before = "Parameters: {P: {Type: CommaDelimitedList}}"
    assert output("!Join [+, !Ref P]", before, parameters={"P": ["a", "b"]}) == "a+b"


# Making


def test_deploying_asks_nobody_and_records_nothing():
    cloud = hospital()
    made(f"Resources: {{A: {{{BUCKET}, Properties: {{BucketName: a-bucket}}}}}}", cloud=cloud)
    assert (list(cloud.state.buckets), cloud.records) == (["a-bucket"], [])


def closed_organization() -> Organization:
    """Its root has no SCP, so nothing is allowed."""
    root = Node("r-1", "Root", NodeType.ROOT, None, attached=())
    account = Node("111122223333", "hospital", NodeType.ACCOUNT, "r-1")
    return Organization("o-1", "444455556666", {root.id: root, account.id: account})


def test_no_policy_stands_in_the_way_of_deploying():
    cloud = hospital()
    cloud.state = replace(cloud.state, organization=closed_organization())
    with pytest.raises(ClientError, match="AccessDenied"):
        cloud.as_("root").call("s3:CreateBucket", Bucket="a-bucket")
    deploy(cloud, "111122223333", "us-east-1", "s3:CreateBucket", Bucket="a-bucket")
    assert list(cloud.state.buckets) == ["a-bucket"]


def test_calls_within_a_deployed_call_are_deployed_too():
    def make_bucket(call: Call) -> dict[str, Any]:
        return call.in_callers_name("s3", "CreateBucket", Bucket="inner-bucket")

    wrap = Operation((Need("s3:CreateBucket"),), make_bucket)
    shape = {"type": "structure", "members": {}}
    s3 = replace(
        SERVICES["s3"],
        operations={**SERVICES["s3"].operations, "Wrap": wrap},
        not_in_botocore={"Wrap": shape},
    )
    cloud = Cloud({"s3": s3})
    cloud.state = replace(cloud.state, organization=closed_organization())
    deploy(cloud, "111122223333", "us-east-1", "s3:Wrap")
    assert (list(cloud.state.buckets), cloud.records) == (["inner-bucket"], [])


def test_what_the_sdk_refuses_is_refused_when_deploying():
    with pytest.raises(ParamValidationError, match="Bucket"):
        deploy(hospital(), "111122223333", "us-east-1", "s3:CreateBucket")


def test_a_name_is_made_up_from_stack_and_logical_id():
    first, second = (made(f"Resources: {{Records: {{{BUCKET}}}}}") for _ in range(2))
    name = first.resources["Records"].ref
    assert name.startswith("hospital-records-")
    assert second.resources["Records"].ref == name


def test_aws_s_refusal_comes_with_file_line_and_logical_id():
    text = """
Resources:
  A: {Type: AWS::IAM::User, Properties: {UserName: taken}}
  B: {Type: AWS::IAM::User, Properties: {UserName: taken}}
"""
    with pytest.raises(ScenarioError) as caught:
        made(text)
    (problem,) = caught.value.problems
    assert problem.startswith("hospital.yaml, line 4, column 3: `B` cannot be made: ")
    assert "(EntityAlreadyExists) when calling the CreateUser operation" in problem


def test_an_operation_that_is_not_modelled_is_told():
    text = "Resources: {K: {Type: AWS::DynamoDB::Table}}"
    assert "simlib models no resource type `AWS::DynamoDB::Table`" in problems_of(text)[0]


def test_an_endpoint_gets_its_policy_and_the_service_it_leads_to():
    cloud = hospital()
    made("""
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Door:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*"}
""", cloud=cloud)  # fmt: skip
    (door,) = cloud.state.endpoints.values()
    assert (door.service, door.vpc[:4], door.policy is not None) == ("s3", "vpc-", True)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("us-east-1.s3", "eu-west-1.s3"), "InvalidServiceName"),
        (("Allow", "Alow"), "did you mean `Allow`?"),
    ],
)
def test_a_bad_endpoint_is_refused(change: tuple[str, str], problem: str):
    text = """
Resources:
  Door:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      ServiceName: com.amazonaws.us-east-1.s3
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "*", Resource: "*"}}
"""
    with pytest.raises(ScenarioError) as caught:
        made(text.replace(*change))
    assert problem in caught.value.problems[0]


# The types, held against what AWS publishes


@pytest.mark.parametrize("name", sorted(RESOURCE_TYPES))
def test_every_property_and_attribute_is_one_that_aws_has(name: str):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", name).schema
    ours = RESOURCE_TYPES[name]
    known = set(schema["properties"])
    assert set(ours.properties.members) <= known
    assert set(ours.attributes) <= known
    assert set(schema.get("required", ())) <= ours.properties.required
