using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using WeatherKd.Alignment;
using WeatherKd.Settings;
using WeatherKd.Storage;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Experiments;

/// <summary>The command <c>experiment</c>: does distillation help?</summary>
internal static class ExperimentCommand
{
    private const int WrongUse = 1;
    private const int BadInput = 2;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder with observations.csv, forecasts.csv (either may end in .gz) and stations.csv.", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "Epochs of every run; nothing stops early. Default 80; 0 is the regression alone.", DefaultValueFactory = _ => 80 };
        var seeds = new Option<int>("--seeds") { Description = "Number of seeds. Default 5.", DefaultValueFactory = _ => 5 };
        var variants = new Option<string>("--variants") { Description = "Variants, separated by commas. Default all.", DefaultValueFactory = _ => "standalone,distilled,guided" };
        var targets = new Option<string?>("--targets") { Description = "Variables to forecast, separated by commas. Default the usual ones that are observed." };
        var archive = new Option<ArchiveUse>("--archive") { Description = "auto or off: whether students first learn from the teacher's own series. Default auto.", DefaultValueFactory = _ => ArchiveUse.Auto };
        var days = new Option<string?>("--observation-days") { Description = "How much observation does a teacher replace? Days observed before the hold-out, separated by commas, 'all' for the whole record; every variant with and without the archive, as in service. With --final scored on the hold-out, else on the days before those observed." };
        var sizes = new Option<string?>("--sizes") { Description = "Hidden sizes, separated by commas; curves are drawn of the first. Default the usual one." };
        var share = new Option<double>("--validation-share") { Description = "Share of the training origins that is kept for early stopping and tuning. Default 0.15.", DefaultValueFactory = _ => new AlignmentOptions().ValidationShare };
        var final = new Option<bool>("--final") { Description = "Compute and show hold-out figures. Without it the validation part stands in." };
        var folder = new Option<string?>("--out") { Description = "Folder for runs, curves and tables. Default experiment-<name of the data folder>." };
        var device = new Option<string>("--device") { Description = "auto, cpu or cuda.", DefaultValueFactory = _ => "auto" };
        var set = new Option<string[]>("--set") { Description = "A training setting, e.g. LearningRate=0.001; may be repeated.", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "Print experiment.json instead of tables." };
        var command = new Command("experiment", "Trains the variants under identical conditions and compares them.") { data, epochs, seeds, variants, targets, archive, days, sizes, share, final, folder, device, set, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ExperimentOptions options;
            try
            {
                var settings = SettingsFrom(parsed.GetValue(set)!) with { Epochs = parsed.GetValue(epochs), Device = parsed.GetValue(device)!, Archive = parsed.GetValue(archive) };
                var path = parsed.GetValue(data)!;
                options = new ExperimentOptions
                {
                    Data = path,
                    Out = parsed.GetValue(folder) ?? $"experiment-{new DirectoryInfo(path).Name}",
                    Variants = [.. parsed.GetValue(variants)!.Split(',').Select(v => Enum.Parse<StudentVariant>(v, ignoreCase: true))],
                    Seeds = parsed.GetValue(seeds),
                    ObservationDays = parsed.GetValue(days) is { } list2 ? DaysOf(list2) : [],
                    Targets = parsed.GetValue(targets) is { } names ? NamesOf(names) : null,
                    Sizes = parsed.GetValue(sizes) is { } list ? [.. list.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))] : [settings.HiddenSize],
                    ValidationShare = parsed.GetValue(share),
                    Final = parsed.GetValue(final),
                    Settings = settings,
                };
            }
            catch (Exception error) when (error is ArgumentException or FormatException or SettingsException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return WrongUse;
            }

            return await RunAsync(options, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ExperimentOptions options, bool json, CancellationToken cancellationToken)
    {
        try
        {
            var folder = await StationCsvFolder.ReadAsync(options.Data, cancellationToken);
            Directory.CreateDirectory(options.Out);
            if (options.ObservationDays.Count > 0)
            {
                var byDays = await ObservationDaysExperiment.RunAsync(folder, options, line => Console.Error.WriteLine(line), cancellationToken);
                Console.WriteLine(json ? JsonSerializer.Serialize(byDays, ExperimentReport.Json) : byDays.ToMarkdown());
                return 0;
            }

            var windows = folder.Align(options.ValidationShare, options.Targets);
            var runs = await new ExperimentRuns(options, windows, line => Console.Error.WriteLine(line)).CompleteAsync(cancellationToken);
            if (runs.Count == 0)
            {
                await Console.Error.WriteLineAsync("No run is finished yet: another process works on them all.");
                return 0;
            }

            var report = ExperimentReport.Of(folder.Name, windows.Description, options, runs, options.Final ? await ReferencesAsync(folder, options.Targets, cancellationToken) : []);
            var document = JsonSerializer.Serialize(report, ExperimentReport.Json);
            var markdown = report.ToMarkdown();
            await File.WriteAllTextAsync(Path.Combine(options.Out, "experiment.json"), document, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(options.Out, "experiment.md"), markdown, cancellationToken);
            ExperimentCurves.Write([.. runs.Where(r => r.Settings.HiddenSize == options.Sizes[0])], report.Unseen, $"{folder.Name}: training RMSE (dotted) and {report.Unseen} RMSE", options.Out);
            if (report.Sizes.Count > 0)
            {
                ExperimentCurves.WriteSizes(report.Sizes, report.Unseen, options.Out);
            }

            Console.WriteLine(json ? document : markdown);
            return 0;
        }
        catch (Exception error) when (error is UnusableDatasetException or AlignmentException or InputFormatException or FileNotFoundException or DirectoryNotFoundException or TrainingDivergedException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return BadInput;
        }
    }

    /// <summary>References learn from all training origins: they have nothing to stop early, and the published figures are computed so.</summary>
    private static async Task<IReadOnlyList<ReferenceScore>> ReferencesAsync(StationCsvFolder folder, IReadOnlyList<string>? targets, CancellationToken cancellationToken)
    {
        var windows = folder.Align(validationShare: 0, targets);
        var systems = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training], cancellationToken, folder.Observations);
        return await systems.ScoreAsync(windows, DatasetPart.Verification, cancellationToken);
    }

    private static string[] NamesOf(string list)
    {
        var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = names.Where(n => VariableTable.Default.Find(n) is null).ToList();
        return unknown.Count == 0 && names.Length > 0
            ? names
            : throw new ArgumentException($"--targets: '{list}' names what is no variable ({string.Join(", ", unknown)}). Write names out of {string.Join(", ", VariableTable.Default.All.Select(v => v.Name))}, separated by commas.", nameof(list));
    }

    private static int[] DaysOf(string list) =>
    [
        .. list.Split(',', StringSplitOptions.TrimEntries).Select(d => d == "all" ? 0
            : int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days >= 4 ? days
            : throw new ArgumentException($"--observation-days: '{d}' is neither 'all' nor a whole number of days from 4 on.", nameof(list))),
    ];

    /// <summary>Defaults with what <c>--set</c> changes, checked as the settings of a service are.</summary>
    private static TrainingSettings SettingsFrom(string[] pairs)
    {
        const string Section = "Setting";
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var (name, value) = pair.Split('=', 2) is [var before, var after]
                ? (before, after)
                : throw new FormatException($"--set '{pair}' sets nothing: write NAME=VALUE, such as LearningRate=0.001.");
            given[$"{Section}:{name}"] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given).Build();
        new SettingsCheck([new SettingsSection(Section, typeof(TrainingSettings))]).Run(configuration);
        return configuration.GetSection(Section).Get<TrainingSettings>() ?? new TrainingSettings();
    }
}
