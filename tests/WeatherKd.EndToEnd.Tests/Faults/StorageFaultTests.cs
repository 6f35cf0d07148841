using CsCheck;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

[Collection("faults")]
[Trait("Category", "faults")]
public sealed class StorageFaultTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>One request in so many meets a fault.</summary>
    private const int Rarity = 25;

    /// <summary>Seconds for which storage is not there at all.</summary>
    private const int Absence = 4;

    private readonly Dictionary<StorageFault, int> _met = [];

    /// <summary>
    /// Each kind of fault of <see cref="StorageFault"/> at random requests of host and trainer, and in the middle of training an account
    /// that is gone for a while.
    /// </summary>
    [Fact]
    public async Task StorageThatFailsInEveryWayCostsTimeAndNothingElse()
    {
        var undisturbed = await UndisturbedLife.OfAsync(azurite);
        await using var scene = await FaultScene.StartAsync(azurite);
        var random = new PCG(1, RepeatableSampling.Seed);
        var gone = new TaskCompletionSource();
        scene.Proxy.Fault = request =>
        {
            if (request is { IsWrite: true, Container: "training" } && request.Blob.EndsWith("/progress.jsonl", StringComparison.Ordinal))
            {
                gone.TrySetResult();
            }

            return Draw(random);
        };
        var absence = AbsenceAsync(scene, gone.Task);

        await scene.LiveAsync(cycles: 1);

        await absence;
        output.WriteLine(string.Join(", ", _met.Select(m => $"{m.Key} {m.Value}")));
        Assert.Equal(Enum.GetValues<StorageFault>().Length - 1, _met.Count);
        Assert.Empty(EndState.Differences(undisturbed.State, await EndState.ReadAsync(scene.Storage)));
    }

    private StorageFault Draw(PCG random)
    {
        if (random.Next(Rarity) != 0)
        {
            return StorageFault.None;
        }

        var fault = (StorageFault)(1 + random.Next((uint)Enum.GetValues<StorageFault>().Length - 1));
        _met[fault] = _met.GetValueOrDefault(fault) + 1;
        return fault;
    }

    private static async Task AbsenceAsync(FaultScene scene, Task beginning)
    {
        await beginning.WaitAsync(TestContext.Current.CancellationToken);
        await scene.Proxy.RefuseAsync(TimeSpan.FromSeconds(Absence));
    }
}
