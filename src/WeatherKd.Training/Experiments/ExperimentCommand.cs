using System.CommandLine;
using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>The command <c>experiment</c>: does distillation help?</summary>
internal static class ExperimentCommand
{
    private const int BadInput = 2;

    public static Command Create()
    {
        var arguments = new ExperimentArguments();
        var command = new Command("experiment", "Trains the variants under identical conditions and compares them.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            OptionsFrom(arguments, parsed),
            parsed.GetValue(arguments.Json),
            cancellationToken));
        return command;
    }

    private static ExperimentOptions OptionsFrom(ExperimentArguments arguments, ParseResult parsed)
    {
        var settings = ExperimentArguments.SettingsFrom(parsed.GetValue(arguments.Set)!) with
        {
            Epochs = parsed.GetValue(arguments.Epochs),
            Device = parsed.GetValue(arguments.Device)!,
            Archive = parsed.GetValue(arguments.Archive),
        };
        var published = parsed.GetValue(arguments.AsPublished);
        if (published
            && !parsed.GetValue(arguments.Set)!.Any(s => s.StartsWith(
                $"{nameof(TrainingSettings.TeacherWeight)}=",
                StringComparison.OrdinalIgnoreCase)))
        {
            settings = settings with { TeacherWeight = AsPublishedExperiment.TeacherWeight };
        }

        var data = arguments.Folders(parsed);
        return new ExperimentOptions
        {
            Data = data,
            Out = parsed.GetValue(arguments.Out)
                ?? $"experiment-{string.Join('-', data.Select(d => new DirectoryInfo(d).Name))}",
            Variants = parsed.GetValue(arguments.Variants) ?? Enum.GetValues<StudentVariant>(),
            Seeds = parsed.GetValue(arguments.Seeds),
            ObservationDays = parsed.GetValue(arguments.ObservationDays) ?? [],
            Folds = parsed.GetValue(arguments.Folds),
            Targets = parsed.GetValue(arguments.Targets),
            Sizes = parsed.GetValue(arguments.Sizes) ?? [settings.HiddenSize],
            ValidationShare = parsed.GetValue(arguments.ValidationShare),
            Kind = published ? RunKind.AsPublished : RunKind.Curves,
            Choice = parsed.GetValue(arguments.ChooseDefaults),
            Given = parsed.GetValue(arguments.Set)!,
            Refit = parsed.GetValue(arguments.Refit),
            OneFrom = parsed.GetValue(arguments.OneFrom) ?? 0,
            Renewed = parsed.GetValue(arguments.Renewed) ?? [],
            Final = parsed.GetValue(arguments.Final),
            Settings = settings,
        };
    }

    private static async Task<int> RunAsync(ExperimentOptions options, bool json, CancellationToken cancellationToken)
    {
        try
        {
            await Console.Error.WriteLineAsync($"Reading {string.Join(", ", options.Data)}");
            Directory.CreateDirectory(options.Out);
            if (options.Choice is { } choice)
            {
                var defaults = await ChooseAsync(choice, options, cancellationToken);
                await defaults.WriteAsync(options.Out, cancellationToken);
                Console.WriteLine(json ? JsonSerializer.Serialize(defaults, ExperimentReport.Json) : defaults.ToMarkdown());
                return 0;
            }

            var folder = await ReadAsync(options.Data[0], cancellationToken);
            if (options.Kind == RunKind.AsPublished)
            {
                var asPublished = await AsPublishedExperiment.RunAsync(
                    folder,
                    options,
                    line => Console.Error.WriteLine(line),
                    cancellationToken);
                Console.WriteLine(json ? JsonSerializer.Serialize(asPublished, ExperimentReport.Json) : asPublished.ToMarkdown());
                return 0;
            }

            if (options.OneFrom > 0)
            {
                var oneFrom = await OneFromSeveralExperiment.RunAsync(
                    folder,
                    options,
                    line => Console.Error.WriteLine(line),
                    cancellationToken);
                Console.WriteLine(json ? JsonSerializer.Serialize(oneFrom, ExperimentReport.Json) : oneFrom.ToMarkdown());
                return 0;
            }

            if (options.ObservationDays.Count > 0)
            {
                var byDays = await ObservationDaysExperiment.RunAsync(
                    folder,
                    options,
                    line => Console.Error.WriteLine(line),
                    cancellationToken);
                Console.WriteLine(json ? JsonSerializer.Serialize(byDays, ExperimentReport.Json) : byDays.ToMarkdown());
                return 0;
            }

            var windows = folder.Align(options.ValidationShare, options.Targets);
            var left = EpochsLeft.Of(options.Runs, options, line => Console.Error.WriteLine(line));
            var runs = await new ExperimentRuns(
                options,
                windows,
                line => Console.Error.WriteLine(line),
                left).CompleteAsync(cancellationToken);
            if (runs.Count == 0)
            {
                await Console.Error.WriteLineAsync("No run is finished yet: another process works on them all.");
                return 0;
            }

            var report = ExperimentReport.Of(
                folder.Name,
                windows.Description,
                options,
                runs,
                options.Final
                    ? await ExperimentReferences.OfAsync(folder, options.Targets, cancellationToken)
                    : ExperimentReferences.None,
                await Renewal.OfReferencesAsync(folder, options.Targets, options.Renewed, cancellationToken));
            var document = JsonSerializer.Serialize(report, ExperimentReport.Json);
            var markdown = report.ToMarkdown();
            await File.WriteAllTextAsync(Path.Combine(options.Out, "experiment.json"), document, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(options.Out, "experiment.md"), markdown, cancellationToken);
            ExperimentCurves.Write(
                [.. runs.Where(r => r.Settings.HiddenSize == options.Sizes[0])],
                report.Unseen,
                $"{folder.Name}: training RMSE (thin) and {report.Unseen} RMSE",
                options.Out);
            if (report.Sizes.Count > 0)
            {
                ExperimentCurves.WriteSizes(report.Sizes, report.Unseen, options.Out);
            }

            await Console.Error.WriteLineAsync($"Tables and curves are in {options.Out}");
            Console.WriteLine(json ? document : markdown);
            return 0;
        }
        catch (Exception error) when (error is UnusableDatasetException
            or AlignmentException
            or InputFormatException
            or FileNotFoundException
            or DirectoryNotFoundException
            or TrainingDivergedException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return BadInput;
        }
    }

    private static async Task<StationCsvFolder> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var folder = await StationCsvFolder.ReadAsync(path, cancellationToken);
        foreach (var remark in folder.Remarks)
        {
            await Console.Error.WriteLineAsync(remark);
        }

        return folder;
    }

    private static async Task<DefaultsReport> ChooseAsync(string choice, ExperimentOptions options, CancellationToken cancellationToken)
    {
        var (name, candidates) = ExperimentArguments.CandidatesFrom(choice, options.Given);
        var folders = new List<StationCsvFolder>();
        foreach (var path in options.Data)
        {
            folders.Add(await ReadAsync(path, cancellationToken));
        }

        // What has an option of its own holds for every candidate.
        var all = candidates.Select(c => (c.Value, c.Settings with
        {
            Epochs = options.Settings.Epochs,
            Device = options.Settings.Device,
            Archive = options.Settings.Archive,
        }));
        return await DefaultsExperiment.RunAsync(
            folders,
            name,
            [.. all],
            options,
            line => Console.Error.WriteLine(line),
            cancellationToken);
    }
}
