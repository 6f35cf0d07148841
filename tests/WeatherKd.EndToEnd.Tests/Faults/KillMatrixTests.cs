using System.Diagnostics;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// Each write to storage is a point at which a host can die. An undisturbed life is written down first, write by write; then hosts are killed at those writes, before
/// storage has the write or after it has it and before the host knows, in turn.
/// </summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class KillMatrixTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Environment variable with the number of kills of the long run; without it there are those of the short run.</summary>
    private const string LongRun = "WEATHERKD_KILLS";

    /// <summary>Kills within one life: few enough that it ends, many enough that lives are not wasted.</summary>
    private const int KillsALife = 8;

    [Fact]
    public async Task AHostKilledAtWritesFromFirstToLastLeavesWhatAnUndisturbedOneLeaves()
    {
        var isLong = LongRunSwitch.TryRead(LongRun, out var wanted);
        var clock = Stopwatch.StartNew();
        var (expected, points) = await UndisturbedLife.OfAsync(azurite, isLong ? 2 : 1);
        output.WriteLine($"{points.Count} writes and {expected.Count} blobs in {clock.Elapsed.TotalSeconds:F0} s; not compared: {string.Join(", ", EndState.ClockFields)}");
        var tally = new KillTally(points);
        for (var life = 0; tally.Kills < (isLong ? wanted : 1); life++)
        {
            await KillAsync(tally, expected, life, isLong);
            if (isLong)
            {
                tally.WriteToDocument(clock.Elapsed);
            }
        }

        output.WriteLine(tally.Table(clock.Elapsed));
        Assert.Empty(tally.Wrong);
    }

    private async Task KillAsync(KillTally tally, SortedDictionary<string, string> expected, int life, bool isLong)
    {
        var targets = tally.Targets(life, isLong ? KillsALife : KillsALife / 2, spread: isLong);
        await using var scene = await FaultScene.StartAsync(azurite);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        scene.Proxy.Fault = request =>
        {
            if (!request.IsWrite)
            {
                return StorageFault.None;
            }

            var number = seen[request.Point] = seen.GetValueOrDefault(request.Point) + 1;
            if (!targets.Remove(new KillPoint(request.Point, number)))
            {
                return StorageFault.None;
            }

            scene.Kill();
            return tally.Note(new KillPoint(request.Point, number)) ? StorageFault.ReplyLost : StorageFault.Broken;
        };
        await scene.LiveAsync(isLong ? 2 : 1);
        var differences = EndState.Differences(expected, await EndState.ReadAsync(scene.Storage));
        tally.NoteLife(isLong ? SmallWeather.Files : SmallWeather.History.Count, differences);
        foreach (var difference in differences)
        {
            output.WriteLine($"Life {life}: {difference}");
        }
    }
}
