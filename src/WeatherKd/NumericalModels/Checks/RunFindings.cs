namespace WeatherKd.NumericalModels.Checks;

/// <summary>What the checks found in one file's part of a run.</summary>
/// <param name="Run">Start of the run.</param>
/// <param name="Values">
/// Values that are there, of all variables together, and those that should be and are not (<see cref="TeacherTests.Empty"/>).
/// </param>
/// <param name="Flagged">How many of them failed a check, by variable and check, in the order of variables.</param>
public sealed record RunFindings(DateTimeOffset Run, long Values, IReadOnlyList<FlaggedCount> Flagged)
{
    /// <summary>Values flagged by all checks together.</summary>
    public long FlaggedValues => Flagged.Sum(f => f.Count);

    /// <summary>Flagged values as a share of all, 0 to 1; 0 where there are none.</summary>
    public double Share => Values == 0 ? 0 : (double)FlaggedValues / Values;
}

/// <summary>How many values of a variable failed a check.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Test">The check's name.</param>
/// <param name="Count">Values, at least 1.</param>
public sealed record FlaggedCount(string Variable, string Test, long Count);
