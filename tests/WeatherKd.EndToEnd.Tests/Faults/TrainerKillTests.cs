using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

[Collection("faults")]
[Trait("Category", "faults")]
public sealed partial class TrainerKillTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task ATrainingJobKilledAtEpochsTrainsAtMostOneMoreForEachKillAndGivesTheSameStudent()
    {
        var undisturbed = await UndisturbedLife.OfAsync(azurite);
        await using var scene = await FaultScene.StartAsync(azurite);
        var written = 0;
        var kills = 0;
        scene.Proxy.Fault = request =>
        {
            if (!IsCheckpoint(request.Point) || written++ % 3 != 1)
            {
                return StorageFault.None;
            }

            // Before storage has the checkpoint and after it has it, in turn.
            KillTrainer(scene);
            return kills++ % 2 == 0 ? StorageFault.Broken : StorageFault.ReplyLost;
        };

        await scene.LiveAsync(cycles: 1);

        var epochs = undisturbed.Points.Count(p => IsCheckpoint(p.Name));
        output.WriteLine($"{kills} kills; {written} checkpoints instead of {epochs}");
        Assert.InRange(kills, 2, int.MaxValue);
        Assert.InRange(written, epochs, epochs + kills);
        Assert.Empty(EndState.Differences(undisturbed.State, await EndState.ReadAsync(scene.Storage)));
    }

    private static bool IsCheckpoint(string point) =>
        point.StartsWith("PUT training/retrain-", StringComparison.Ordinal) && point.EndsWith("/checkpoint", StringComparison.Ordinal);

    private static void KillTrainer(FaultScene scene)
    {
        var line = scene.Host.Log.Last(l => StartLine().IsMatch(l));
        using var trainer = Process.GetProcessById(int.Parse(
            StartLine().Match(line).Groups["process"].ValueSpan,
            CultureInfo.InvariantCulture));
        trainer.Kill();
    }

    [GeneratedRegex(@"started as process (?<process>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StartLine();
}
