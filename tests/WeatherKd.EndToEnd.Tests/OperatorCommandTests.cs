using System.Text.Json;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>What an operator asks a running service day by day.</summary>
public sealed class OperatorCommandTests(OperatedHost host) : IClassFixture<OperatedHost>
{
    private const string Observations = "station_id,valid_time,temperature_2m\n129,2021-01-30T12:00:00Z,4\n";

    [Fact]
    public async Task IngestTellsWhatBecameOfEachFileAndEndsWithTwoWhereOneIsInQuarantine()
    {
        var good = host.Put("good.csv", Observations);
        var bad = host.Put("bad.csv", "station_id,valid_time,temperature_2m\n129,yesterday,4\n");
        var note = host.Put("simulated.json", "{}");

        var fates = await host.JsonAsync(2, "ingest", good, bad, "--as", "observations", "--wait");

        // Were it the folder of a demo, no later one would take the operator's file for weather that it simulated.
        Assert.False(File.Exists(note));
        Assert.Equal([good, bad], fates.EnumerateArray().Select(f => f.GetProperty("file").GetString()));
        Assert.All(fates.EnumerateArray(), f => Assert.True(f.GetProperty("read").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, fates[0].GetProperty("quarantined").ValueKind);
        Assert.Contains("Line 2", fates[1].GetProperty("quarantined").GetString(), StringComparison.Ordinal);

        var (code, output, _) = await host.RunAsync("ingest", good, "--as", "observations", "--wait");
        Assert.Equal(0, code);
        Assert.Contains($"{good} was read and stored.", output, StringComparison.Ordinal);

        var status = await host.JsonAsync(0, "status");
        Assert.Contains(
            status.GetProperty("quarantine").EnumerateArray(),
            q => q.GetProperty("file").GetString() == "observations/bad.csv");
        Assert.Contains(
            status.GetProperty("files").GetProperty("newest").EnumerateArray(),
            f => f.GetProperty("name").GetString() == "good.csv");
        Assert.Equal(JsonValueKind.Null, status.GetProperty("champion").ValueKind);
        Assert.Contains(status.GetProperty("alarms").EnumerateArray(), a => a.GetProperty("kind").GetString() == "no-student");
        var (_, told, _) = await host.RunAsync("status");
        Assert.Contains("no student yet", told, StringComparison.Ordinal);
        Assert.All(told.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task ARetrainingThatWasAskedForIsListedAndShownByTheBeginningOfItsId()
    {
        var run = DateTimeOffset.UtcNow.Date.AddHours(-12);
        var observed = host.Put("now.csv", $"station_id,valid_time,temperature_2m\n129,{run:yyyy-MM-ddTHH:mm:ssZ},4\n");
        await host.JsonAsync(0, "ingest", observed, "--as", "observations", "--wait");
        var file = host.Put("run.csv", $"station_id,run_time,lead_hours,temperature_2m\n129,{run:yyyy-MM-ddTHH:mm:ssZ},1,3\n");
        await host.JsonAsync(0, "ingest", file, "--as", "numerical-model", "--model", "kma", "--wait");

        var asked = await host.JsonAsync(0, "retrain", "--model", "kma", "--reason", "a new sensor");

        var id = asked.GetProperty("id").GetString()!;
        Assert.True(asked.GetProperty("started").GetBoolean());
        Assert.StartsWith("retrain-kma-", id, StringComparison.Ordinal);
        var listed = (await host.JsonAsync(0, "runs", "--count", "5"))
            .GetProperty("runs")
            .EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == id);
        Assert.Equal("a new sensor", listed.GetProperty("request").GetProperty("reason").GetString());
        var (code, told, error) = await host.RunAsync("runs", id["retrain-".Length..^3]);
        Assert.True(code == 0, error);
        Assert.StartsWith(id + ": ", told.ReplaceLineEndings(string.Empty), StringComparison.Ordinal);
        Assert.Equal((2, "There is no run kma-1999."), await RefusalAsync("runs", "kma-1999"));
        Assert.Equal(
            (1, "No recent run of the model 'icon' is stored: there is nothing to train on."),
            await RefusalAsync("retrain", "--model", "icon"));
    }

    [Fact]
    public async Task AStationThatIsNotKnownIsToldWithTheOneThatMayHaveBeenMeant()
    {
        var observed = host.Put("seosan.csv", $"station_id,valid_time,temperature_2m\nSEOSAN,{DateTime.UtcNow:yyyy-MM-ddTHH}:00:00Z,4\n");
        await host.JsonAsync(0, "ingest", observed, "--as", "observations", "--wait");

        // Which stations there are is asked anew within seconds.
        var (code, sentence) = await RefusalAsync("forecast", "--station", "SEOSAM");
        for (var tries = 0; tries < 20 && !sentence.EndsWith('?'); tries++)
        {
            (code, sentence) = await RefusalAsync("forecast", "--station", "SEOSAM");
        }

        Assert.Equal(
            (2, "Station 'SEOSAM' is not known: it is in no station list and has sent no observations; did you mean 'SEOSAN'?"),
            (code, sentence));
    }

    /// <summary>With names, reasons and errors as long as they come.</summary>
    [Fact]
    public async Task EveryTableFitsInto80ColumnsAndAnEmptyOneIsASentence()
    {
        var name = $"a-station-with-a-long-name-of-{new string('x', 40)}.csv";
        var bad = host.Put(name, $"station_id,valid_time,temperature_2m\n129,{new string('9', 60)},4\n");
        await host.JsonAsync(2, "ingest", bad, "--as", "observations", "--wait");
        await host.JsonAsync(0, "feeds", "add", "gfs", "--address", "https://gfs.example.org/", "--contact", "weather@example.org");
        string[][] commands =
        [
            ["status"],
            ["quarantine", "list"],
            ["quarantine", "show", $"observations/{name}"],
            ["alarms", "list"],
            ["runs"],
            ["students", "list"],
            ["retention"],
            ["feeds", "list"],
        ];

        var told = await Task.WhenAll(commands.Select(c => host.RunAsync(c)));

        Assert.All(told, t => Assert.Equal((0, string.Empty), (t.Code, t.Error)));
        Assert.All(told, t => Assert.NotEmpty(t.Output.Trim()));
        Assert.DoesNotContain(told.SelectMany(t => t.Output.Split('\n')), line => line.TrimEnd().Length > 80);
        Assert.Contains("There is no student yet", told[5].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FeedsAreListedAsTheyStandWithTheSourcesThereAre()
    {
        await host.JsonAsync(0, "feeds", "add", "metar", "--stations", "RKSI,RKSS", "--contact", "weather@example.org");

        var list = await host.JsonAsync(0, "feeds", "list");

        Assert.Equal("weather@example.org", list.GetProperty("contact").GetString());
        var metar = list.GetProperty("feeds")
            .EnumerateArray()
            .Single(f => f.GetProperty("settings").GetProperty("name").GetString() == "metar");
        Assert.Equal(2, metar.GetProperty("settings").GetProperty("stations").GetArrayLength());
        Assert.Equal(0, metar.GetProperty("status").GetProperty("written").GetInt32());
        var sources = list.GetProperty("sources")
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal("kma", sources["kma-asos"].GetProperty("key").GetString());
        Assert.All(sources.Values, s => Assert.NotEmpty(s.GetProperty("title").GetString()!));
        var (_, told, _) = await host.RunAsync("feeds", "list");
        Assert.All(sources.Keys, name => Assert.Contains(name, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task QualityControlOfKmasFileIsOneDocument()
    {
        var file = host.Put(
            "OBS_ASOS_TIM.csv",
            "지점,지점명,일시,기온(°C),풍속(m/s),습도(%)\n129,서산,2021-01-01 01:00,-7.2,2.1,85\n129,서산,2021-01-01 02:00,-99,2.0,85\n");

        await using var command = HostProcess.Start(["qc", file, "--json"], new Dictionary<string, string>(StringComparer.Ordinal));
        var report = JsonDocument.Parse(await command.Output.ReadToEndAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(0, await command.ExitCodeAsync(TestContext.Current.CancellationToken));
        Assert.Equal("129", Assert.Single(report.GetProperty("stations").EnumerateArray()).GetString());
        Assert.NotEqual(JsonValueKind.Null, report.GetProperty("report").ValueKind);
    }

    private async Task<(int Code, string Error)> RefusalAsync(params string[] arguments)
    {
        var (code, _, error) = await host.RunAsync(arguments);
        return (code, error.Trim());
    }
}
