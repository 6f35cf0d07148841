using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// The runs of an experiment, one file each under <c>runs/</c>. A finished run is not repeated, and a run that another process works on is
/// left to it: an experiment can be stopped and continued, and several processes can share one.
/// </summary>
/// <param name="options">Which runs.</param>
/// <param name="source">The dataset.</param>
/// <param name="report">Told of each epoch.</param>
/// <param name="left">Counts the runs of the whole experiment, of which these may be a part.</param>
internal sealed class ExperimentRuns(ExperimentOptions options, SeriesWindows source, Action<string> report, EpochsLeft left)
{
    /// <summary>Does the runs that are missing.</summary>
    /// <returns>All finished runs; fewer than asked for while another process still works on some.</returns>
    public async Task<IReadOnlyList<ExperimentRunResult>> CompleteAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(options.Out, "runs"));
        var results = new List<ExperimentRunResult>();
        foreach (var (variant, settings) in Wanted())
        {
            if (await DoOrReadAsync(PathOf(variant, settings), variant, settings, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>The weights that early stopping chose in the finished runs of a variant, where they are kept.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, float[]>>> WeightsAsync(CancellationToken cancellationToken)
    {
        var weights = new List<IReadOnlyDictionary<string, float[]>>();
        foreach (var (variant, settings) in Wanted())
        {
            await using var stream = File.OpenRead(WeightsPath(PathOf(variant, settings)));
            weights.Add(
                (await JsonSerializer.DeserializeAsync<Dictionary<string, float[]>>(stream, cancellationToken: cancellationToken))!);
        }

        return weights;
    }

    private static string WeightsPath(string run) => Path.ChangeExtension(run, "weights.json");

    private string PathOf(StudentVariant variant, TrainingSettings settings)
    {
        var architecture = settings.Architecture == StudentArchitecture.Lstm ? string.Empty : $"-{settings.Architecture}";
        return Path.Combine(
            options.Out,
            "runs",
            $"{variant}{architecture}-h{settings.HiddenSize}-s{settings.Seed}.json".ToLowerInvariant());
    }

    /// <summary>Seeds outermost, so that an experiment that is cut short has compared something.</summary>
    private IEnumerable<(StudentVariant Variant, TrainingSettings Settings)> Wanted() =>
        from seed in Enumerable.Range(1, options.Seeds)
        from size in options.Sizes
        from variant in options.Variants
        select (variant, options.Settings with { Seed = seed, HiddenSize = size });

    private async Task<ExperimentRunResult?> DoOrReadAsync(
        string path,
        StudentVariant variant,
        TrainingSettings settings,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(path, settings, cancellationToken) is { } finished)
        {
            left.NextRun();
            return finished;
        }

        FileStream claim;
        try
        {
            claim = new FileStream(path + ".claim", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            left.NextRun();
            report($"{Path.GetFileNameWithoutExtension(path)}: another process works on it");
            return null;
        }

        await using (claim)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var run = new ExperimentRun(source, variant, settings, options.Final, options.Kind)
            {
                Renewed = options.Renewed,
                Refit = options.Refit,
                Several = options.Several,
            };
            var result = await run.RunAsync(Report, text => report($"{name}: {text}"), cancellationToken);

            // As they were asked for, not as the device settled them: a second start asks the same.
            result = result with { Settings = settings };
            left.NextRun();
            if (options.OneFrom > 0)
            {
                await File.WriteAllTextAsync(WeightsPath(path), JsonSerializer.Serialize(run.Weights), cancellationToken);
            }

            var aside = path + ".part";
            await File.WriteAllTextAsync(aside, JsonSerializer.Serialize(result, ExperimentReport.Json), cancellationToken);
            File.Move(aside, path, overwrite: true);
            return result;

            void Report(EvaluationPoint p) => report(
                $"{name}: epoch {p.Epochs:0.##}, training {p.Training.Normalised:f4}, validation {p.Validation.Normalised:f4}, "
                + $"{p.Seconds:f0} s{left.After(p.Epochs)}");
        }
    }

    private async Task<ExperimentRunResult?> ReadAsync(string path, TrainingSettings settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ExperimentRunResult? result;
        try
        {
            await using var stream = File.OpenRead(path);
            result = await JsonSerializer.DeserializeAsync<ExperimentRunResult>(stream, ExperimentReport.Json, cancellationToken);
        }
        catch (JsonException error)
        {
            report($"{path} is damaged and done again: {error.Message}");
            return null;
        }

        return result is not null
            && result.Settings == settings
            && result.Dataset == source.Description.Id
            && result.Targets?.SequenceEqual(source.Description.Targets) == true
            && (!options.Final || result.HoldOutQuantiles is not null)
            && (!options.Refit || result.HoldOutRefitted is not null)
            && (options.OneFrom == 0 || File.Exists(WeightsPath(path)))
            && (options.Several.Count == 0 || result.HoldOutOfSeveral is not null)
            && options.Renewed.All(h => result.Renewed.Any(r => r.HalfLifeDays == h))
            ? result
            : null;
    }
}
