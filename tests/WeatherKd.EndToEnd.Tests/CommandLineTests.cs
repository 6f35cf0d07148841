using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

public sealed class CommandLineTests : IDisposable
{
    private static readonly Dictionary<string, string> FewEpochs = new(StringComparer.Ordinal)
    {
        ["Retraining:Training:Epochs"] = "3",
        ["Retraining:Training:HiddenSize"] = "32",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-cli-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheDemoPrintsOneJsonDocumentWithAForecastOfAStudentThatWasVerified()
    {
        await using var collector = await OtlpCollector.StartAsync(Cancel);
        await using var demo = HostProcess.Start(["demo", "--data-folder", _folder, "--json"], FewEpochs, collector.Environment);
        var output = await demo.Output.ReadToEndAsync(Cancel);

        Assert.True(await demo.ExitCodeAsync(Cancel) == 0, await demo.Error);
        var result = JsonDocument.Parse(output).RootElement;
        var forecast = result.GetProperty("forecast");
        Assert.Equal(24, forecast.GetProperty("hourly").GetProperty("time").GetArrayLength());
        Assert.All(forecast.GetProperty("hourly").GetProperty("pm10").EnumerateArray(), v => Assert.InRange(v.GetDouble(), 0, 3000));
        Assert.Equal(
            result.GetProperty("champion").GetProperty("student").GetString(),
            forecast.GetProperty("student").GetProperty("id").GetString());
        Assert.Contains("In quarantine: observations/spoiled-by-hand.csv: Line 3", await demo.Error, StringComparison.Ordinal);
        AssertOneTraceFromFileToPromotion(collector);
    }

    [Theory]
    [InlineData(1, "forecast")]
    [InlineData(1, "ingest", "file.csv", "--as", "weather")]
    [InlineData(1, "no-such-command")]
    [InlineData(1, "demo", "--station", "NOWHERE")]
    [InlineData(2, "demo", "--data", "no-such-folder")]
    [InlineData(3, "forecast", "--station", "129", "--url", "http://127.0.0.1:1/")]
    public async Task AWrongCallEndsWithOneSentenceAndTheExitCodeOfItsKind(int code, params string[] arguments)
    {
        await using var command = HostProcess.Start([.. arguments, .. arguments[0] == "demo" ? new[]
        {
            "--data-folder",
            _folder,
        } : []], FewEpochs);
        var output = await command.Output.ReadToEndAsync(Cancel);

        Assert.Equal(code, await command.ExitCodeAsync(Cancel));
        Assert.DoesNotContain("   at ", await command.Error, StringComparison.Ordinal);
        Assert.NotEqual(string.Empty, (await command.Error).Trim());
        Assert.DoesNotContain("{", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongArgumentOfTheDemoLeavesTheResultOfTheDemoBefore()
    {
        var kept = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "demo")).FullName, "verification.md");
        await File.WriteAllTextAsync(kept, "of the demo before", Cancel);

        await using var command = HostProcess.Start(["demo", "--data", "no-such-folder", "--data-folder", _folder], FewEpochs);

        Assert.Equal(2, await command.ExitCodeAsync(Cancel));
        Assert.True(File.Exists(kept));
    }

    [Theory]
    [MemberData(nameof(DocumentedCommands))]
    public async Task EachCommandOfTheDocumentsIsOneThatTheProgramTakes(string arguments)
    {
        await using var command = HostProcess.Start([.. arguments.Split(' '), "--help"], FewEpochs);
        var output = await command.Output.ReadToEndAsync(Cancel);

        Assert.True(await command.ExitCodeAsync(Cancel) == 0, await command.Error);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    public static TheoryData<string> DocumentedCommands()
    {
        string[] prefixes = ["dotnet run --project src/WeatherKd.Local -- ", "weatherkd "];
        string[] documents = [RepositoryRoot.Of("README.md"), .. Directory.GetFiles(RepositoryRoot.Of("docs"), "*.md")];
        return
        [
            .. documents.SelectMany(File.ReadLines)
                .SelectMany(l => prefixes.Where(p => l.StartsWith(p, StringComparison.Ordinal))
                    .Select(p => l[p.Length..].Split('#')[0].Trim()))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>What the host and, a process of its own, the trainer exported during the demo.</summary>
    private static void AssertOneTraceFromFileToPromotion(OtlpCollector collector)
    {
        var promoted = collector.Spans.First(s => s.Name == "promote");
        var trace = collector.Spans.Where(s => s.Trace == promoted.Trace).ToList();
        var byId = trace.ToDictionary(s => s.Id);
        Assert.Equal(["step ApplyVerdict", "start retraining", "ingest"], Ancestors(promoted));
        Assert.Equal(["step StartTraining", "start retraining", "ingest"], Ancestors(trace.First(s => s.Name == "train")));

        // One is for a training that is given up, the other for instances that an older version began.
        string[] notOfThis = [nameof(RetrainingSteps.StopTraining), nameof(RetrainingSteps.AlignDataset)];
        Assert.Superset(
            RetrainingSteps.Names.Except(notOfThis).Select(n => "step " + n).ToHashSet(),
            trace.Select(s => s.Name).ToHashSet());
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "weatherkd.files.ingested",
                "weatherkd.rows.stored",
                "weatherkd.rows.rejected",
                "weatherkd.windows",
                "weatherkd.training.epoch",
                "weatherkd.training.rmse", "weatherkd.retrainings", "weatherkd.promotions", "weatherkd.forecast.duration",
            },
            collector.Metrics.ToHashSet(StringComparer.Ordinal));

        IEnumerable<string> Ancestors(ReceivedSpan span)
        {
            for (var next = byId.GetValueOrDefault(span.Parent); next is not null; next = byId.GetValueOrDefault(next.Parent))
            {
                yield return next.Name;
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
