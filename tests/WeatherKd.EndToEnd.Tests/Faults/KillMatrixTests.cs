using System.Diagnostics;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// Each write to storage is a point at which a host can die. An undisturbed life is written down first, write by write; then hosts are
/// killed at those writes, before storage has the write or after it has it and before the host knows, in turn.
/// </summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class KillMatrixTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Environment variable with the number of kills of the long run; without it there are those of the short run.</summary>
    private const string LongRun = "WEATHERKD_KILLS";

    /// <summary>Environment variable with the number of lives at once, each with an account and hosts of its own; 2 without it.</summary>
    private const string LivesAtOnce = "WEATHERKD_KILL_LIVES";

    /// <summary>Kills of the short run, and how many of them befall one life.</summary>
    private const int ShortRun = 10;
    private const int ShortKillsALife = 5;

    /// <summary>Kills within one life of the long run: few enough that it ends, many enough that lives are not wasted.</summary>
    private const int LongKillsALife = 12;

    [Fact]
    public async Task AHostKilledAtWritesFromFirstToLastLeavesWhatAnUndisturbedOneLeaves()
    {
        var isLong = LongRunSwitch.TryRead(LongRun, out var wanted);
        wanted = isLong ? wanted : ShortRun;
        var lives = LongRunSwitch.TryRead(LivesAtOnce, out var given) ? given : 2;
        var clock = Stopwatch.StartNew();
        var (expected, points) = await UndisturbedLife.OfAsync(azurite, isLong ? 2 : 1);
        output.WriteLine(
            $"{points.Count} writes and {expected.Count} blobs in {clock.Elapsed.TotalSeconds:F0} s; not compared: "
            + $"{string.Join(", ", EndState.ClockFields)}");
        var tally = new KillTally(points);
        for (var life = 0; tally.Kills < wanted; life += lives)
        {
            // Most of a killed life is waiting until what the dead host held is free.
            await Task.WhenAll(Enumerable.Range(life, lives).Select(l => KillAsync(tally, expected, l, isLong)));
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
        var killsALife = isLong ? LongKillsALife : ShortKillsALife;
        var targets = tally.Targets(life, killsALife);
        var kills = 0;
        var sinceKill = 0;
        await using var scene = await FaultScene.StartAsync(azurite);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        scene.Proxy.Fault = request =>
        {
            if (!request.IsWrite)
            {
                return StorageFault.None;
            }

            sinceKill++;
            var point = new KillPoint(request.Point, seen[request.Point] = seen.GetValueOrDefault(request.Point) + 1);

            // A life with kills in it writes in another order and more often, so that some targets never come up.
            var isOverdue = sinceKill >= tally.Apart(killsALife) && tally.IsNew(point);
            if (kills == killsALife || !(targets.Remove(point) || isOverdue))
            {
                return StorageFault.None;
            }

            kills++;
            sinceKill = 0;
            scene.Kill();
            return tally.Note(point) ? StorageFault.ReplyLost : StorageFault.Broken;
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
