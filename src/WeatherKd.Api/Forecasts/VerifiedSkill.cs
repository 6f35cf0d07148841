using WeatherKd.TrainingJobs;
using WeatherKd.Verification;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// How a student did on windows that it had not seen, in the way a forecast was made and at its station. Where that was never verified no
/// figures are given: those of other
/// stations, or of forecasts with a model run, are another's.
/// </summary>
internal sealed class VerifiedSkill
{
    private readonly ForecastAnswer _answer;

    /// <summary>The skill behind a forecast.</summary>
    /// <param name="answer">The forecast, its station and what is known of its student.</param>
    /// <param name="report">The student's verification.</param>
    public VerifiedSkill(ForecastAnswer answer, VerificationReport report)
    {
        _answer = answer;
        Report = report;
        NotKnown = Reason();
    }

    /// <summary>The verification.</summary>
    public VerificationReport Report { get; }

    /// <summary>Why there are no figures, in a sentence; null where there are.</summary>
    public string? NotKnown { get; }

    /// <summary>A guided student that forecasts without a run is another than the one with it.</summary>
    private bool IsWithoutTeacher =>
        _answer.Forecast.Run is null && _answer.Lineage.Manifest?.Lineage.Variant is null or StudentVariant.Guided;

    /// <summary>The score of a variable at the station; null where there is none.</summary>
    public Score? AtStation(VariableReport variable) => IsWithoutTeacher
        ? variable.WithoutTeacher?.ByStation.GetValueOrDefault(_answer.Station.Id)
        : variable.ByStation.FirstOrDefault(g => g.Group == _answer.Station.Id)?.Scores.GetValueOrDefault(variable.Systems[0].System);

    /// <summary>RMSE of a variable over all stations by lead, in h.</summary>
    public IReadOnlyDictionary<string, Score> ByLead(VariableReport variable) => IsWithoutTeacher
        ? variable.WithoutTeacher?.ByLead ?? new Dictionary<string, Score>()
        : variable.ByLead
            .Where(g => g.Scores.ContainsKey(variable.Systems[0].System))
            .ToDictionary(g => g.Group, g => g.Scores[variable.Systems[0].System], StringComparer.Ordinal);

    private string? Reason()
    {
        var shown = Report.Variables.Where(v => _answer.Columns.Any(s => s.Name == v.Variable)).ToList();
        if (_answer.Forecast.LastObservation is null)
        {
            return $"Station {_answer.Station.Id} has no recent observations, and forecasts without them were not verified.";
        }

        if (IsWithoutTeacher && shown.TrueForAll(v => v.WithoutTeacher is null))
        {
            return "Forecasts from observations alone were not verified.";
        }

        return shown.Count > 0 && shown.TrueForAll(v => AtStation(v) is null)
            ? $"Station {_answer.Station.Id} was not among those that the student was verified at."
            : null;
    }
}
