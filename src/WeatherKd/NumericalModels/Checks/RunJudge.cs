using System.Globalization;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>Finds in which respects a run differs from those before it by more than any run did so far (<see cref="Spread"/>).</summary>
internal sealed class RunJudge(TeacherCheckOptions options)
{
    /// <summary>Logarithm by which a ratio of levels or of spreads may exceed all earlier ones: a factor of 2.5.</summary>
    private const double LevelMargin = 0.9;

    /// <summary>Logarithm by which the fit to other hours, places or axes may exceed all earlier ones: a factor of 1.4.</summary>
    private const double FitMargin = 0.35;

    /// <summary>
    /// Logarithm by which a fault may explain a run's profiles better than any earlier run's. The likelihoods have heavy tails already.
    /// </summary>
    private const double ExplainedMargin = 0.2;

    /// <summary>The same of the wind's components, which only the directions lose by.</summary>
    private const double MirroredMargin = 0.15;

    /// <summary>Share of a power of ten from which on a level that lost its decimals has a decimal point in the wrong place.</summary>
    private const double DecimalMargin = 0.3;

    /// <summary>Judges a run.</summary>
    /// <param name="run">Its sample so far.</param>
    /// <param name="history">The runs before it.</param>
    /// <returns>What is wrong; a finding without a variable is about all of them.</returns>
    public IReadOnlyList<RunFault> Judge(RunSample run, ModelHistory history) =>
        [.. RunDifferences.Of(run, history.Runs, history.Profiles).Sizes
            .Where(d => Exceeds(d.Key, d.Value, history.SpreadOf(d.Key)))
            .Select(d => Fault(run, d.Key, d.Value, history.SpreadOf(d.Key).Largest))
            .OrderBy(f => f.Variable is not null)];

    private bool Exceeds(string difference, double size, Spread spread) => RunDifferences.KindOf(difference) switch
    {
        "profile/mirrored" => spread.IsExceededByRatio(size, MirroredMargin) && size > FitMargin,
        "profile/lagged" or "profile/exchanged" => spread.IsExceededByRatio(size, ExplainedMargin) && size > ExplainedMargin,
        "day/decimal" => spread.IsExceededByRatio(size, 0) && size > DecimalMargin,
        var kind when kind.EndsWith("/mean", StringComparison.Ordinal) || kind.EndsWith("/rms", StringComparison.Ordinal) =>
            spread.IsExceededBy(size, options.JumpFactor),
        var kind when kind.EndsWith("/ratio", StringComparison.Ordinal) || kind.EndsWith("/spread", StringComparison.Ordinal) =>
            spread.IsExceededByRatio(size, LevelMargin),
        var kind when kind.EndsWith("/lagged", StringComparison.Ordinal) => spread.IsExceededByRatio(size, FitMargin) && size > FitMargin,
        _ => spread.IsExceededByRatio(size, FitMargin),
    };

    private static RunFault Fault(RunSample run, string difference, double size, double largest)
    {
        var parts = difference.Split('/');
        var variable = parts[0] == "all" ? null : parts[0];
        var than = parts[1] switch
        {
            "same" => "what earlier runs said for the same hours",
            "day" => "the last days at the same hour",
            _ => "what earlier runs were like",
        };
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
            "decimal" => $"{variable} of the run of {run.Run:u} lost decimals, and its level grew by as many powers of ten",
            _ => $"{variable} of the run of {run.Run:u} differs from {than}",
        };
        var amount = RunDifferences.IsInUnit(difference)
            ? string.Create(CultureInfo.InvariantCulture, $"by {size:G3} ({parts[2]}); {largest:G3} was the most so far")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"by a factor of {Math.Exp(size):G3} ({parts[2]}); {Math.Exp(largest):G3} was the most so far");
        return new RunFault(variable, test, $"{what}, {amount}.") { Difference = difference, Size = size };
    }
}

/// <summary>What is wrong with a run.</summary>
/// <param name="Variable">The variable; null for all.</param>
/// <param name="Test">The check that found it.</param>
/// <param name="Reason">In a sentence.</param>
internal sealed record RunFault(string? Variable, string Test, string Reason)
{
    /// <summary>The difference that is too large.</summary>
    public required string Difference { get; init; }

    /// <summary>Its size.</summary>
    public required double Size { get; init; }
}
