using System.Text.Json;
using WeatherKd.Local.Demo;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>The commands that work on history, as an operator calls them.</summary>
public sealed class HistoryCommandTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly Dictionary<string, string> QuickTraining = new(StringComparer.Ordinal)
    {
        ["Retraining:Training:Epochs"] = "1",
        ["Retraining:Training:HiddenSize"] = "8",
        ["Retraining:Training:Archive"] = "Off",
        ["Verification:Samples"] = "100",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-history-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AReplayOfSimulatedWeatherTrainsRealStudentsAndShowsHowTheyDid()
    {
        var data = Path.Combine(_folder, "simulated");
        SimulatedFiles.Write(data, seed: 1);
        var target = Path.Combine(_folder, "out");

        var report = await RunAsync(
            "replay",
            "--data",
            data,
            "--every",
            "30",
            "--warm-epochs",
            "1",
            "--data-folder",
            _folder,
            "--out",
            target,
            "--json");

        var retrainings = report.GetProperty("retrainings").EnumerateArray().ToList();
        Assert.Equal(["skipped", "promoted"], retrainings.Take(2).Select(r => r.GetProperty("outcome").GetProperty("verdict").GetString()));
        Assert.True(report.GetProperty("forecasts").GetInt32() > 1000);
        var systems = report.GetProperty("verification").GetProperty("variables")[0].GetProperty("systems").EnumerateArray().ToDictionary(
            s => s.GetProperty("system").GetString()!, s => s.GetProperty("score").GetProperty("rmse").GetDouble(), StringComparer.Ordinal);
        Assert.True(systems["student"] < systems["raw teacher"], string.Join(", ", systems));
        Assert.Contains(
            "| promoted |",
            await File.ReadAllTextAsync(Path.Combine(target, "replay.md"), Cancel),
            StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(Path.Combine(target, "rmse-by-lead-temperature_2m.png")));
    }

    [Fact]
    public async Task AnExperimentTellsHowFarItIsAndFitsItsTablesIntoATerminal()
    {
        var data = Path.Combine(_folder, "simulated");
        SimulatedFiles.Write(data, seed: 1);
        await using var command = HostProcess.Start(
            [
                "experiment",
                "--data",
                data,
                "--epochs",
                "0",
                "--seeds",
                "1",
                "--variants",
                "standalone",
                "--archive",
                "Off",
                "--targets",
                "temperature_2m",
                "--set",
                "HiddenSize=4",
                "--out",
                _folder
            ],
            QuickTraining);

        var output = await command.Output.ReadToEndAsync(Cancel);

        var told = await command.Error;
        Assert.True(await command.ExitCodeAsync(Cancel) == 0, told);
        Assert.StartsWith("Starting the trainer\nReading ", told.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("1 runs; epochs of each: 0", told, StringComparison.Ordinal);
        Assert.Contains("standalone-h4-s1: epoch 0, ", told, StringComparison.Ordinal);
        Assert.Contains("standalone, MOS", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(
            "| standalone |",
            await File.ReadAllTextAsync(Path.Combine(_folder, "experiment.md"), Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABackfillFromAFolderAndARetentionPlanAreOneDocumentEach()
    {
        var connection = azurite.NewConnectionString();
        Put("observations/2021-01.csv", "station_id,valid_time,temperature_2m\n129,2021-01-30T12:00:00Z,4\n");
        Put("numerical-model/kma/2021-01-30.csv", "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T00:00:00Z,12,3\n");

        var first = await RunAsync("backfill", "--folder", _folder, "--storage", connection, "--json");
        Assert.Equal(
            (2, 2, 0),
            (first.GetProperty("uploaded").GetInt32(), first.GetProperty("done").GetInt32(), first.GetProperty("before").GetInt32()));
        var second = await RunAsync("backfill", "--from", "2021-01-01", "--folder", _folder, "--storage", connection, "--json");
        Assert.Equal((0, 2), (second.GetProperty("uploaded").GetInt32(), second.GetProperty("done").GetInt32()));

        var plan = await RunAsync("retention", "--storage", connection, "--json");
        Assert.False(plan.GetProperty("applied").GetBoolean());
        Assert.Empty(plan.GetProperty("plan").GetProperty("items").EnumerateArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        await using var command = HostProcess.Start(arguments, QuickTraining);
        var output = await command.Output.ReadToEndAsync(Cancel);
        Assert.True(await command.ExitCodeAsync(Cancel) == 0, await command.Error);
        return JsonDocument.Parse(output).RootElement;
    }

    private void Put(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
