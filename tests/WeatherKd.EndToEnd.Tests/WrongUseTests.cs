using System.Net;
using System.Net.Sockets;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>
/// Every command, used wrongly in ten kinds: an unknown option, an unknown word, a missing value, text for a number, a value outside its
/// range, a file that is not there, a file that is no such file, storage that does not answer, a service that does not answer, settings
/// that cannot be used. What comes is one line on standard error, none on standard output, and the exit code of its kind.
/// </summary>
public sealed class WrongUseTests : IDisposable
{
    private const string Nowhere = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;BlobEndpoint=http://127.0.0.1:1/devstoreaccount1"
        + ";QueueEndpoint=http://127.0.0.1:2/devstoreaccount1;TableEndpoint=http://127.0.0.1:3/devstoreaccount1";
    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-wrong-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every command, with what it must be given.</summary>
    private static string[] Commands { get; } =
    [
        "demo",
        "up",
        "status",
        "ingest FILE --as observations",
        "quarantine list",
        "quarantine show observations/a.csv",
        "quarantine retry --all",
        "forecast --station 129",
        "students list",
        "students show a829",
        "students promote a829",
        "students rollback",
        "students challenge a829",
        "runs",
        "retrain",
        "alarms list",
        "alarms ack --all",
        "backfill",
        "replay",
        "retention", "train --data FOLDER", "experiment --data FOLDER", "feeds list", "feeds add gfs", "feeds check gfs", "feeds run",
        "stations find --near 36.8,126.5", "grib ls FILE", "grib get FILE --lat 0 --lon 0", "qc FILE", "completion bash",
    ];

    public static TheoryData<string> All => [.. Commands];

    [Theory]
    [MemberData(nameof(All))]
    public async Task WrongWordsAreRefusedInOneSentence(string command)
    {
        await RefusedAsync(1, $"{command} --no-such-option");
        await RefusedAsync(1, command.Split(' ') is [var first, ..] ? $"{first}x" : string.Empty);
        await RefusedAsync(1, $"{command} --data-folder");
    }

    [Theory]
    [InlineData("demo --seed many")]
    [InlineData("forecast --station 129 --hours many")]
    [InlineData("forecast --station 129 --hours 0")]
    [InlineData("runs --count 1000")]
    [InlineData("backfill --from 30.1.2021")]
    [InlineData("backfill --from 2021-02-01 --to 2021-01-01")]
    [InlineData("replay --from today")]
    [InlineData("replay --every 0")]
    [InlineData("replay --warm-epochs 0")]
    [InlineData("train --data FOLDER --epochs 0")]
    [InlineData("train --data FOLDER --variant wise")]
    [InlineData("grib get FILE --lat 90.1 --lon 0")]
    [InlineData("grib get FILE --lat 0 --lon east")]
    [InlineData("up --url nonsense")]
    [InlineData("up --url http://127.0.0.1:99999")]
    [InlineData("up --url ftp://127.0.0.1:5080")]
    [InlineData("up --storage nonsense --url http://127.0.0.1:0")]
    [InlineData("status --url nonsense")]
    [InlineData("completion tcsh")]
    [InlineData("experiment --data FOLDER --epochs 2000")]
    [InlineData("experiment --data FOLDER --variants wise")]
    [InlineData("feeds add nothing --storage NOWHERE")]
    [InlineData("feeds add gfs --leads many --storage NOWHERE")]
    [InlineData("feeds add gfs --history-days many")]
    [InlineData("stations find --near north")]
    [InlineData("ingest FILE FILE --as observations --storage NOWHERE")]
    [InlineData("ingest FILE --as weather")]
    [InlineData("ingest FILE --as numerical-model --model ../x --storage NOWHERE")]
    [InlineData("[suggest] up")]
    [InlineData("[diagram] up")]
    public Task ValuesOutsideTheirRangeAreRefusedInOneSentence(string line) => RefusedAsync(1, line);

    [Theory]
    [InlineData(2, "demo --data NOTHING")]
    [InlineData(2, "ingest NOTHING --as observations --storage NOWHERE")]
    [InlineData(2, "backfill --folder NOTHING --storage NOWHERE")]
    [InlineData(2, "replay --data NOTHING")]
    [InlineData(2, "train --data NOTHING")]
    [InlineData(2, "train --data FOLDER")]
    [InlineData(2, "experiment --data FOLDER")]
    [InlineData(2, "experiment --data FOLDER,NOTHING --choose-defaults WeightDecay=400,130")]
    [InlineData(2, "experiment --data FOLDER,FOLDER --choose-defaults WeightDecay=400,130")]
    [InlineData(2, "grib ls NOTHING")]
    [InlineData(2, "grib ls FILE --json")]
    [InlineData(2, "grib get FILE --lat 0 --lon 0")]
    [InlineData(2, "qc FOLDER")]
    [InlineData(2, "qc NOTHING")]
    [InlineData(2, "qc FILE")]
    [InlineData(2, "qc FILE --as numerical-model")]
    public Task FilesThatAreNotThereOrAreNoSuchFilesAreRefusedInOneSentence(int code, string line) => RefusedAsync(code, line);

    [Theory]
    [InlineData("status")]
    [InlineData("forecast --station 129")]
    [InlineData("runs")]
    public async Task AServiceThatDoesNotAnswerIsToldInOneSentence(string command)
    {
        await RefusedAsync(3, command);
        await RefusedAsync(3, $"{command} --url http://127.0.0.1:1/");
    }

    [Theory]
    [InlineData("up --url http://127.0.0.1:0 --data-folder FILE")]
    [InlineData("demo --data-folder FILE")]
    public async Task AFolderThatCannotBeMadeIsToldInOneSentence(string command) => Assert.Contains(
        "cannot be made or written to",
        await RefusedAsync(3, command),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("students list")]
    [InlineData("quarantine list")]
    [InlineData("alarms list")]
    [InlineData("retrain")]
    [InlineData("ingest FILE --as observations")]
    public async Task AnAccountThatDoesNotAnswerIsToldInOneSentence(string command)
    {
        await RefusedAsync(3, command);
        await RefusedAsync(3, $"{command} --storage NOWHERE");
    }

    [Theory]
    [InlineData("up", "Retraining:CoolDown", "abc")]
    [InlineData("up", "Retraning:CoolDown", "01:00:00")]
    [InlineData("demo", "Retraining:Training:Epochs", "0")]
    [InlineData("retention --storage NOWHERE", "Retention:Jobs", "1")]
    [InlineData("retrain --storage NOWHERE", "Watch:MinimumSkill", "7")]
    public async Task SettingsThatCannotBeUsedAreToldInOneSentence(string command, string setting, string value) =>
        Assert.Contains(setting, await RefusedAsync(1, command, new(StringComparer.Ordinal)
        {
            [setting] = value,
        }), StringComparison.Ordinal);

    [Fact]
    public async Task AnAddressInUseIsToldInOneSentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var sentence = await RefusedAsync(1, $"up --url http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Contains("is in use by another process", sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "azurite")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RefusedAsync(int code, string line, Dictionary<string, string>? settings = null)
    {
        var file = Path.Combine(_folder, "file.txt");
        await File.WriteAllTextAsync(file, "neither weather nor a model of it", Cancel);
        var arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Join(',', word.Split(',').Select(Placed)))
            .ToList();
        await using var command = HostProcess.Start(arguments, settings ?? NoSettings, directory: _folder);
        var output = await command.Output.ReadToEndAsync(Cancel);
        var error = await command.Error;

        Assert.True(await command.ExitCodeAsync(Cancel) == code, $"'{line}' ended with another code than {code}: {error}{output}");
        var told = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !IsProgress(l)).ToList();
        var sentence = Assert.Single(told);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence.TrimEnd('?').TrimEnd('\'') + (sentence.EndsWith('?') ? "." : string.Empty), StringComparison.Ordinal);
        Assert.DoesNotContain("{", output, StringComparison.Ordinal);
        return sentence;

        string Placed(string word) => word switch
        {
            "FILE" => file,
            "FOLDER" => _folder,
            "NOTHING" => Path.Combine(_folder, "nothing"),
            "NOWHERE" => Nowhere,
            _ => word,
        };
    }

    /// <summary>What a command says of what it begins, before it ends.</summary>
    private static bool IsProgress(string line) =>
        line is "Starting the trainer" or "Reading the history" or "Listing the files of the account"
            || line.StartsWith("Reading /", StringComparison.Ordinal);
}
