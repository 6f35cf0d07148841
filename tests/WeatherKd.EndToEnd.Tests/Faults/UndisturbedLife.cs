using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The life of a host that nothing befalls: what all others must come to. Lived once for all tests.</summary>
/// <param name="State">What is left in the end.</param>
/// <param name="Points">Each write to storage, in order.</param>
internal sealed record UndisturbedLife(SortedDictionary<string, string> State, IReadOnlyList<KillPoint> Points)
{
    private static readonly Lock Once = new();
    private static Task<UndisturbedLife>? _life;

    public static Task<UndisturbedLife> OfAsync(AzuriteFixture azurite)
    {
        lock (Once)
        {
            return _life ??= LiveAsync(azurite);
        }
    }

    private static async Task<UndisturbedLife> LiveAsync(AzuriteFixture azurite)
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
        await scene.LiveAsync();
        return new UndisturbedLife(await EndState.ReadAsync(scene.Storage), points);
    }
}
