from tests.golden import write_missing

for path in write_missing():
    print(path.name)  # noqa: T201
