using System.Globalization;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>Finds in which respects a run differs from those before it by more than any run did so far (<see cref="Spread"/>).</summary>
internal sealed class RunJudge(TeacherCheckOptions options)
{
    /// <summary>Logarithm by which a ratio of levels or of spreads may exceed all earlier ones: a factor of 2.5.</summary>
    private const double LevelMargin = 0.9;

    /// <summary>Logarithm by which the fit to other hours, places or axes may exceed all earlier ones: a factor of 1.4.</summary>
    private const double FitMargin = 0.35;

    /// <summary>Judges a run.</summary>
    /// <param name="run">Its sample so far.</param>
    /// <param name="history">The runs before it.</param>
    /// <returns>What is wrong; a finding without a variable is about all of them.</returns>
    public IReadOnlyList<RunFault> Judge(RunSample run, ModelHistory history) =>
        [.. RunDifferences.Of(run, history.Runs).Sizes
            .Where(d => Exceeds(d.Key, d.Value, history.SpreadOf(d.Key)))
            .Select(d => Fault(run, d.Key, d.Value, history.SpreadOf(d.Key).Largest))
            .OrderBy(f => f.Variable is not null)];

    private bool Exceeds(string difference, double size, Spread spread) => difference[(difference.LastIndexOf('/') + 1)..] switch
    {
        "mean" or "rms" => spread.IsExceededBy(size, options.JumpFactor),
        "ratio" or "spread" => spread.IsExceededByRatio(size, LevelMargin),
        "lagged" => spread.IsExceededByRatio(size, FitMargin) && size > FitMargin,
        _ => spread.IsExceededByRatio(size, FitMargin),
    };

    private static RunFault Fault(RunSample run, string difference, double size, double largest)
    {
        var parts = difference.Split('/');
        var variable = parts[0] == "all" ? null : parts[0];
        var than = parts[1] == "same" ? "what earlier runs said for the same hours" : "the last days at the same hour";
        var test = parts[2] switch
        {
            "lagged" => TeacherTests.Shifted,
            "exchanged" => TeacherTests.Exchanged,
            "mirrored" => TeacherTests.Mirrored,
            _ => TeacherTests.Jump,
        };
        var what = parts[2] switch
        {
            "lagged" => $"The run of {run.Run:u} fits {than} better some hours earlier or later",
            "exchanged" => $"The stations of the run of {run.Run:u} fit {than} better at other stations",
            "mirrored" => $"{variable} of the run of {run.Run:u} fits {than} better with east and north exchanged",
            _ => $"{variable} of the run of {run.Run:u} differs from {than}",
        };
        var amount = RunDifferences.IsInUnit(difference)
            ? string.Create(CultureInfo.InvariantCulture, $"by {size:G3} ({parts[2]}); {largest:G3} was the most so far")
            : string.Create(CultureInfo.InvariantCulture, $"by a factor of {Math.Exp(size):G3} ({parts[2]}); {Math.Exp(largest):G3} was the most so far");
        return new RunFault(variable, test, $"{what}, {amount}.");
    }
}

/// <summary>What is wrong with a run.</summary>
/// <param name="Variable">The variable; null for all.</param>
/// <param name="Test">The check that found it.</param>
/// <param name="Reason">In a sentence.</param>
internal sealed record RunFault(string? Variable, string Test, string Reason);
