using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The life of a host that nothing befalls: what all others must come to. Lived once for all tests.</summary>
/// <param name="State">What is left in the end.</param>
/// <param name="Points">Each write to storage, in order.</param>
internal sealed record UndisturbedLife(SortedDictionary<string, string> State, IReadOnlyList<KillPoint> Points)
{
    private static readonly Lock Once = new();
    private static readonly Dictionary<int, Task<UndisturbedLife>> Lives = [];

    public static Task<UndisturbedLife> OfAsync(AzuriteFixture azurite, int cycles = 1)
    {
        lock (Once)
        {
            return Lives.TryGetValue(cycles, out var life) ? life : Lives[cycles] = LiveAsync(azurite, cycles);
        }
    }

    private static async Task<UndisturbedLife> LiveAsync(AzuriteFixture azurite, int cycles)
    {
        await using var scene = await FaultScene.StartAsync(azurite);
        var points = new List<KillPoint>();
        scene.Proxy.Fault = request =>
        {
            if (request.IsWrite)
            {
                points.Add(new KillPoint(request.Point, points.Count(p => p.Name == request.Point) + 1));
            }

            return StorageFault.None;
        };
        await scene.LiveAsync(cycles);
        var state = await EndState.ReadAsync(scene.Storage);

        // Else no fault could strike a promotion.
        Assert.True(state.ContainsKey("students/champion.json"), string.Join('\n', state.Where(s => s.Key.Contains("history/"))));
        return new UndisturbedLife(state, points);
    }
}
