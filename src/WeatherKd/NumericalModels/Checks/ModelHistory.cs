namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What is known of a model's runs when a new one is judged: samples of the newest ones and how far runs differed so far. A level that
/// eight runs in a row bring is believed, for by then nothing else is left to compare with. Not safe to share between threads.
/// </summary>
public sealed class ModelHistory
{
    /// <summary>Runs kept beside the newest.</summary>
    public const int RunsKept = 8;

    private const double StepOfBounds = 0.15;

    /// <summary>Samples of the newest runs, ascending.</summary>
    public List<RunSample> Runs { get; init; } = [];

    /// <summary>How far runs differed, by variable, reference and kind of difference.</summary>
    public Dictionary<string, Spread> Spreads { get; init; } = [];

    /// <summary>What the profiles of runs were like so far.</summary>
    public ProfileMoments Profiles { get; init; } = new();

    /// <summary>Whether the runs before one have a variable as a rule: most of those kept, three at least.</summary>
    internal bool Has(string variable) => Runs.Count(r => r.Values.ContainsKey(variable)) is >= 3 and var having && having * 2 > Runs.Count;

    /// <summary>The spread of a difference so far.</summary>
    internal Spread SpreadOf(string difference) => Spreads.GetValueOrDefault(difference, Spread.None);

    /// <summary>The sample of a run; made where it is not there, unless it is older than all that are kept.</summary>
    internal RunSample? SampleOf(DateTimeOffset run)
    {
        if (Runs.Find(r => r.Run == run) is { } known)
        {
            return known;
        }

        if (Runs.Count > RunsKept && run < Runs[0].Run)
        {
            return null;
        }

        LearnFromFinished(run);
        var sample = new RunSample { Run = run };
        Runs.Add(sample);
        Runs.Sort((a, b) => a.Run.CompareTo(b.Run));
        if (Runs.Count > RunsKept + 1)
        {
            Runs.RemoveAt(0);
        }

        return sample;
    }

    /// <summary>A run that comes in many files is learned from once, when the next one begins.</summary>
    private void LearnFromFinished(DateTimeOffset next)
    {
        foreach (var finished in Runs.Where(r => !r.Learned && r.Run < next))
        {
            foreach (var (difference, size) in RunDifferences.Of(finished, Runs, Profiles).Sizes)
            {
                Spreads[difference] = SpreadOf(difference).With(size);
            }

            // A run that was wrongly found wrong must not be found so for ever: bounds by likelihood give way by a step, one run at a time.
            foreach (var (difference, size) in finished.Exceeded.Where(e => RunDifferences.KindOf(e.Key)
                .StartsWith("profile/", StringComparison.Ordinal)))
            {
                Spreads[difference] = SpreadOf(difference).With(Math.Min(size, SpreadOf(difference).Largest + StepOfBounds));
            }

            Profiles.Learn(finished, [.. Runs.Where(r => r.Run < finished.Run)]);

            finished.Learned = true;
        }
    }
}
