using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Terminal;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Local.Demo;

/// <summary>
/// One run of the demo: starts everything, delivers files as an operator would, watches, shows what came out, stops everything.
/// </summary>
internal sealed class DemoRun(string? source, int seed, bool byFeed, string? station, bool stays, string dataFolder, bool json)
{
    private const string Model = "nwp";
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    // With --json standard output belongs to the document; what happens meanwhile goes to standard error.
    private readonly IAnsiConsole _console = TableConsole.Create(json ? Console.Error : Console.Out);
    private string _folder = string.Empty;

    /// <summary>Runs the demo.</summary>
    /// <returns>0 where a student went into service.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (byFeed && source is not null)
        {
            throw new InvalidOperationException("--feed fetches its data; it takes no --data.");
        }

        var stations = byFeed
            ? [.. Playing.PlayedWeather.Stations.Select(s => s.Icao)]
            : source is null ? [.. SimulatedWeather.Stations.Select(s => s.Id)] : StationCsvDelivery.StationsOf(source);
        var shown = station ?? stations[0];
        if (!stations.Contains(shown, StringComparer.Ordinal))
        {
            throw new InvalidOperationException($"There is no station '{shown}'. The stations are {string.Join(", ", stations)}.");
        }

        HostSettings.CheckEnvironment();

        // Only now: a wrong argument must not cost the result of the demo before.
        using var folder = DemoFolder.Take(dataFolder, source, seed);
        _folder = folder.Path;
        var deliveries = byFeed ? [] : Cut();
        await using var azurite = await Azurite.StartAsync(Path.Combine(_folder, "azurite"), Say, cancellationToken);
        Say($"Azurite listens on port {azurite.Port}, data in {Path.GetRelativePath(".", _folder)}");
        await using var host = await EmbeddedHost.StartAsync(
            azurite.ConnectionString,
            "http://127.0.0.1:0",
            // A demonstration is watched: it gives up on a better epoch a little sooner than a service would.
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Retraining:Training:Patience"] = "3",
                ["NumericalModel:LeadStepHours"] = byFeed ? "3" : "1",
            },
            logging => logging.AddProvider(new FileLogging(Path.Combine(_folder, "host.log"))),
            cancellationToken);
        Say($"The service and its page are at {host.Address}; its log is {Path.GetRelativePath(".", Path.Combine(_folder, "host.log"))}");

        // So that the other commands find it while it is there.
        using var published = new HostFile(host.Address, PublishedKey.Remove(azurite.ConnectionString), Environment.ProcessId)
            .Publish(_folder);
        await using var feeds = byFeed ? await FeedDelivery.StartAsync(host, seed, Say, cancellationToken) : null;
        if (feeds is not null)
        {
            await feeds.RunAsync(cancellationToken);
        }
        else
        {
            await DeliverAsync(host, deliveries, cancellationToken);
        }

        var outcomes = await new DemoWatch(host.Services, Say).UntilQuietAsync(cancellationToken);
        await ReportQuarantineAsync(host, cancellationToken);
        var code = await ShowAsync(host, shown, outcomes, cancellationToken);
        if (stays)
        {
            Say($"The service and its page stay at {host.Address} until Ctrl-C; other commands find it by");
            Say($"  --data-folder {Path.GetRelativePath(".", _folder)}, such as 'weatherkd status'");
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        return code;
    }

    private IReadOnlyList<Delivery> Cut()
    {
        var files = source ?? Path.Combine(_folder, "simulated");
        if (source is null)
        {
            SimulatedFiles.Write(files, seed, DateTimeOffset.UtcNow);
            Say(
                $"Simulated the last 75 days of weather at {SimulatedWeather.Stations.Count} stations and a numerical model of it "
                + $"(seed {seed})");
        }

        var deliveries = StationCsvDelivery.Cut(files, Path.Combine(_folder, "files"), Model).ToList();
        if (source is null)
        {
            // One file that somebody spoiled with a text editor, in the middle of the live days.
            var spoiled = deliveries.FindLast(d => d.Container == "observations")!;
            var path = spoiled.Path + ".spoiled";
            File.WriteAllText(path, File.ReadAllText(spoiled.Path).Replace("PLAIN,", "PLAIN;", StringComparison.Ordinal));
            deliveries.Insert(deliveries.Count - 3, new Delivery(path, spoiled.Container, "spoiled-by-hand.csv", IsHistory: false));
        }

        return deliveries;
    }

    private async Task DeliverAsync(EmbeddedHost host, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var storage = host.Services.GetRequiredService<WeatherStorage>();
        var history = deliveries.Count(d => d.IsHistory);
        Say($"Uploading the history: {history} files");
        for (var i = 0; i < deliveries.Count; i++)
        {
            if (i == history)
            {
                Say($"Uploading the last two days file by file: {deliveries.Count - history} files");
            }

            var delivery = deliveries[i];
            var container = storage.All.First(c => c.Name == delivery.Container);
            await container.GetBlobClient(delivery.Name).UploadAsync(delivery.Path, new BlobUploadOptions(), cancellationToken);
        }

        Say($"Uploaded {deliveries.Count} files; the service reads, checks and stores them");
    }

    private async Task ReportQuarantineAsync(EmbeddedHost host, CancellationToken cancellationToken)
    {
        var container = host.Services.GetRequiredService<WeatherStorage>().Quarantine;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.EndsWith(Quarantine.ReasonSuffix, StringComparison.Ordinal))
            {
                var reason = await container.GetBlobClient(blob.Name).TryReadJsonAsync<QuarantineReason>(cancellationToken);
                Say($"In quarantine: {reason!.Value.File}: {reason.Value.Reason}");
            }
        }
    }

    private async Task<int> ShowAsync(
        EmbeddedHost host,
        string shown,
        IReadOnlyList<RetrainingOutcome> outcomes,
        CancellationToken cancellationToken)
    {
        var champion = (await host.Services.GetRequiredService<StudentRegistry>().ChampionAsync(cancellationToken))?.Value;
        if (champion is null)
        {
            Say("No student went into service: " + string.Join("; ", outcomes.SelectMany(o => o.Reasons)));
            return CommandRunner.BadInput;
        }

        var forecast = await ForecastOfAsync(champion.Student, host.Address, ForecastTable.Path(shown, hours: null), cancellationToken);
        var plots = await DownloadFolderAsync(host, champion.Student, cancellationToken);
        if (json)
        {
            CommandRunner.PrintJson(new DemoResult(champion, outcomes, forecast, plots, _clock.Elapsed.TotalSeconds));
            return 0;
        }

        _console.WriteLine();
        _console.Write(new Rule($"GET {host.Address}api/v1/forecast?station={Markup.Escape(shown)}").LeftJustified());
        if (forecast.GetProperty("numerical_model_run").ValueKind == JsonValueKind.Null)
        {
            // What a demonstration shows first must not be taken for the best that there is.
            _console.Write(new Rule("This forecast has no teacher: no run of the numerical model covers these hours").LeftJustified());
        }

        ForecastTable.Print(_console, forecast);
        _console.WriteLine();
        _console.Write(new Rule("Verification: RMSE on the recent window that the student has not learned from").LeftJustified());
        var report = JsonSerializer.Deserialize<VerificationReport>(
            await File.ReadAllTextAsync(Path.Combine(plots, StudentRegistry.VerificationName), cancellationToken), WeatherJson.Compact)!;
        VerificationTable.Print(_console, report);
        Say($"Plots and the verification report are in {Path.GetRelativePath(".", plots)}");
        return 0;
    }

    /// <summary>A forecast of the student that went into service last: an answer of the one before may be kept for some seconds.</summary>
    private static async Task<JsonElement> ForecastOfAsync(string student, Uri address, string path, CancellationToken cancellationToken)
    {
        for (var left = 30; ; left--)
        {
            var forecast = await ServiceOption.FetchAsync(address, path, cancellationToken);
            if (left == 0 || forecast.Object("student").Text("id") == student)
            {
                return forecast;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private async Task<string> DownloadFolderAsync(EmbeddedHost host, string student, CancellationToken cancellationToken)
    {
        var container = host.Services.GetRequiredService<WeatherStorage>().Students;
        var target = Directory.CreateDirectory(Path.Combine(_folder, "student")).FullName;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, student + "/", cancellationToken))
        {
            var path = Path.Combine(target, blob.Name[(student.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await container.GetBlobClient(blob.Name).DownloadToAsync(path, cancellationToken);
        }

        return target;
    }

    private void Say(string text) =>
        // Not through the console library: it would break lines at the terminal's width, also in a file.
        (json ? Console.Error : Console.Out).WriteLine($"{_clock.Elapsed.TotalSeconds,6:F1} s  {text}");

    private sealed record DemoResult(
        Champion Champion,
        IReadOnlyList<RetrainingOutcome> Outcomes,
        JsonElement Forecast,
        string Plots,
        double Seconds);
}
