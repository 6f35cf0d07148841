using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

[Collection("faults")]
[Trait("Category", "faults")]
public sealed class TwoHostsTests(AzuriteFixture azurite)
{
    /// <summary>The host that trains is killed, and its leases are left to run out.</summary>
    [Fact]
    public async Task TwoHostsOnOneAccountTrainOnceAndOneTakesOverWhenTheOtherDies()
    {
        var undisturbed = await UndisturbedLife.OfAsync(azurite);
        await using var scene = await FaultScene.StartAsync(azurite);
        await using var second = scene.StartHost(scene.ConnectionString, "second");
        await scene.UploadAsync(SmallWeather.History);
        scene.StartHost();
        await scene.UntilAsync("no training", () => Task.FromResult(Trainings(scene.Host, second).Count > 0));
        var (dying, living) = Trainings(scene.Host).Count > 0 ? (scene.Host, second) : (second, scene.Host);
        Assert.Empty(Trainings(living));

        await dying.KillAsync();
        await scene.UntilHandledAsync(SmallWeather.History, revive: false);
        await scene.UntilEndedAsync(SmallWeather.Instances[0], revive: false);

        Assert.True(Trainings(living).Count == 1, string.Join('\n', living.Log));
        using var http = new HttpClient { BaseAddress = await living.AddressAsync(TestContext.Current.CancellationToken) };
        // A host that has answered "no student yet" may do so for the seconds between two looks at the champion.
        await scene.UntilAsync("no forecast", async () =>
        {
            using var answer = await http.GetAsync("/api/v1/forecast?station=COAST", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }, revive: false);
        Assert.Empty(EndState.Differences(undisturbed.State, await EndState.ReadAsync(scene.Storage)));
    }

    private static IReadOnlyList<string> Trainings(params HostProcess[] hosts) =>
        [.. hosts.SelectMany(h => h.Log).Where(l => l.Contains("started as process", StringComparison.Ordinal))];
}
