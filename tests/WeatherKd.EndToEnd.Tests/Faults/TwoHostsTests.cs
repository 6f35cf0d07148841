using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

[Collection("faults")]
[Trait("Category", "faults")]
public sealed class TwoHostsTests(AzuriteFixture azurite)
{
    /// <summary>The first cycle runs with both hosts alive; in the second the host that trains is killed and its leases are left to run out.</summary>
    [Fact]
    public async Task TwoHostsOnOneAccountTrainOnceAndOneTakesOverWhenTheOtherDies()
    {
        var undisturbed = await UndisturbedLife.OfAsync(azurite);
        await using var scene = await FaultScene.StartAsync(azurite);
        await using var second = scene.StartHost(scene.ConnectionString, "second");
        await scene.UploadAsync(SmallWeather.History);
        scene.StartHost();
        await scene.UntilHandledAsync(SmallWeather.History);
        await scene.UntilEndedAsync(SmallWeather.Instances[0]);
        Assert.Single(Trainings(scene.Host, second));

        await scene.UploadAsync(SmallWeather.LaterObservations);
        await scene.UntilHandledAsync(SmallWeather.LaterObservations);
        await scene.UploadAsync(SmallWeather.LaterRun);
        await scene.UntilAsync("no second training", () => Task.FromResult(Trainings(scene.Host, second).Count == 2));
        var (dying, living) = Trainings(scene.Host).Any(l => l.Contains(SmallWeather.Instances[1], StringComparison.Ordinal)) ? (scene.Host, second) : (second, scene.Host);
        scene.ExpectEnd();
        await dying.KillAsync();
        await scene.UntilEndedAsync(SmallWeather.Instances[1], revive: false);

        Assert.Contains(Trainings(living), l => l.Contains(SmallWeather.Instances[1], StringComparison.Ordinal));
        Assert.Empty(EndState.Differences(undisturbed.State, await EndState.ReadAsync(scene.Storage)));
    }

    private static IReadOnlyList<string> Trainings(params HostProcess[] hosts) =>
        [.. hosts.SelectMany(h => h.Log).Where(l => l.Contains("started as process", StringComparison.Ordinal))];
}
