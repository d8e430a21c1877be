import pytest, faulthandler, sys
from tests.support.reading import *
from tests.kernel.test_readers_run import *
pytestmark = pytest.mark.anyio
async def test_x(cluster, own_nats, agency):
    await asyncio.to_thread(own_nats.stop)
    async with House.open(cluster, own_nats.url) as house:
        print("opened", flush=True)
        async with house.relaying():
          print("relaying", flush=True)
          async with house.reading(COUNTING, CHAINING):
            await house.count(agency, 10)
            print("counted", flush=True)
            await holds_all(house, agency, COUNTING, CHAINING, seconds=5)
            print("held", flush=True)
            for _ in range(2):
                await asyncio.to_thread(own_nats.start)
                print("started", flush=True)
                await eventually(lambda: arrives_by_the_bus(house, agency))
                print("by the bus", flush=True)
                await asyncio.to_thread(own_nats.kill)
                await house.count(agency, 10)
                await holds_all(house, agency, COUNTING, CHAINING, seconds=8)
                print("without", flush=True)
            print("end1", flush=True)
          print("end2", flush=True)
        print("end3", flush=True)
    print("end4", flush=True)
