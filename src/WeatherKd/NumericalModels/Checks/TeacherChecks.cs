using WeatherKd.Series;
using WeatherKd.Settings;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Flags values of numerical models that cannot be right, with the tests of observations where the same idea applies. Raw values stay as
/// they are: a flagged value gets the name of its check in <see cref="Rows.Flags"/>. Safe to share between threads.
/// </summary>
public sealed class TeacherChecks
{
    private readonly VariableTable _variables;
    private readonly TeacherCheckOptions _options;

    /// <summary>Checks with the limits of a table of variables.</summary>
    /// <exception cref="SettingsException">An option is outside its range.</exception>
    public TeacherChecks(VariableTable variables, TeacherCheckOptions options)
    {
        SettingsReading.Require(options, "NumericalModelChecks");
        _variables = variables;
        _options = options;
    }

    /// <summary>Begins the checks of a file.</summary>
    /// <param name="stations">Known stations; one without a position takes no part in the climatological test.</param>
    /// <param name="arrivedAt">When the file arrived: not the clock's time, or a second reading would give other flags.</param>
    /// <param name="history">What is known of the model's runs so far; the session adds the file's.</param>
    public TeacherCheckSession Begin(IReadOnlyList<Station> stations, DateTimeOffset arrivedAt, ModelHistory history) =>
        new(_variables, _options, stations, LatestRun(arrivedAt), history);

    /// <summary>The latest start of a run in a file; one that claims a later start is not used.</summary>
    /// <param name="arrivedAt">When the file arrived.</param>
    public DateTimeOffset LatestRun(DateTimeOffset arrivedAt) => arrivedAt + _options.FutureTolerance;

    /// <summary>Whether so much of a run is flagged that it is not to be trained on.</summary>
    public bool IsMostlyFlagged(RunFindings run) => run.Share >= _options.MostlyFlagged;
}
