using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Verification.References;

/// <summary>
/// Model output statistics: least squares of the observation on the teacher, one per station, lead and variable (Glahn and Lowry 1972).
/// MOS+ adds the last observation, the same hour yesterday, and the hour of the day and the day of the year of the valid time as sines and
/// cosines. With fewer than <see cref="MinimumRows"/> training rows of a station and lead the raw teacher stands in: a regression on a
/// handful of days is no reference.
/// </summary>
public sealed class ModelOutputStatistics : IReferenceSystem
{
    /// <summary>Name of MOS+ in every table.</summary>
    public const string PlusName = "MOS+";

    /// <summary>Name of MOS+ without the day of the year, which does not extrapolate where less than a year was learned from.</summary>
    public const string PlusWithoutDayName = "MOS+ without day of year";

    private const double DaysPerYear = 365.25;

    private readonly WindowRows _rows;
    private readonly IReferenceSystem[] _observed;
    private readonly bool _usesHour;
    private readonly bool _usesDayOfYear;
    private readonly LeastSquares[] _regressions;

    private ModelOutputStatistics(
        string name,
        int minimumRows,
        WindowRows rows,
        IReferenceSystem[] observed,
        bool usesHour,
        bool usesDayOfYear)
    {
        Name = name;
        MinimumRows = minimumRows;
        _rows = rows;
        _observed = observed;
        _usesHour = usesHour;
        _usesDayOfYear = usesDayOfYear;
        _regressions = [.. Enumerable.Range(0, rows.Stations * rows.Horizon * rows.Targets).Select(_ => new LeastSquares(FeatureCount))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Fewest training rows of a station and lead for a regression: 30 for the teacher alone, 60 for MOS+.</summary>
    public int MinimumRows { get; }

    private int FeatureCount => 1 + _observed.Length + (_usesHour ? 2 : 0) + (_usesDayOfYear ? 2 : 0);

    /// <summary>The teacher alone.</summary>
    public static ModelOutputStatistics Linear(WindowRows rows) => new("linear MOS", 30, rows, [], usesHour: false, usesDayOfYear: false);

    /// <summary>MOS+.</summary>
    public static ModelOutputStatistics Plus(WindowRows rows, Persistence persistence, SameHourYesterday yesterday, bool usesDayOfYear) =>
        new(usesDayOfYear ? PlusName : PlusWithoutDayName, 60, rows, [persistence, yesterday], usesHour: true, usesDayOfYear);

    /// <summary>Takes in the rows of training windows where observation and teacher both exist.</summary>
    public void Learn(WindowBlock block)
    {
        Span<double> features = stackalloc double[FeatureCount];
        for (var window = 0; window < block.Count; window++)
        {
            for (var lead = 1; lead <= _rows.Horizon; lead++)
            {
                for (var target = 0; target < _rows.Targets; target++)
                {
                    if (_rows.HasTeacher(target) && _rows.IsScored(block, window, lead, target))
                    {
                        Fill(features, block, window, lead, target);
                        if (AllKnown(features))
                        {
                            Regression(block, window, lead, target).Add(features, _rows.Truth(block, window, lead, target));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Ends the learning.</summary>
    public void Fit()
    {
        foreach (var regression in _regressions)
        {
            regression.Fit();
        }
    }

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target)
    {
        Span<double> features = stackalloc double[FeatureCount];
        Fill(features, block, window, lead, target);
        var regression = Regression(block, window, lead, target);
        return regression.Count < MinimumRows || !AllKnown(features) ? features[0] : regression.Predict(features);
    }

    /// <summary>Indices of the stations at which the raw teacher stands in for a target at every lead.</summary>
    public IReadOnlyList<int> StationsWithout(int target) =>
    [
        .. Enumerable.Range(0, _rows.Stations).Where(s =>
            Enumerable.Range(0, _rows.Horizon)
                .All(lead => _regressions[(((s * _rows.Horizon) + lead) * _rows.Targets) + target].Count < MinimumRows)),
    ];

    private static bool AllKnown(ReadOnlySpan<double> features)
    {
        foreach (var feature in features)
        {
            if (!double.IsFinite(feature))
            {
                return false;
            }
        }

        return true;
    }

    private LeastSquares Regression(WindowBlock block, int window, int lead, int target) =>
        _regressions[(((block.Stations[window] * _rows.Horizon) + lead - 1) * _rows.Targets) + target];

    private void Fill(Span<double> features, WindowBlock block, int window, int lead, int target)
    {
        var at = 0;
        features[at++] = _rows.Teacher(block, window, lead, target);
        foreach (var system in _observed)
        {
            features[at++] = system.Forecast(block, window, lead, target);
        }

        var valid = HourIndex.ToTime(block.Origins[window] + lead);
        if (_usesHour)
        {
            (features[at++], features[at++]) = Math.SinCos(2 * Math.PI * valid.Hour / 24);
        }

        if (_usesDayOfYear)
        {
            (features[at++], features[at]) = Math.SinCos(2 * Math.PI * valid.DayOfYear / DaysPerYear);
        }
    }
}
