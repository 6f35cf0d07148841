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
    private readonly double[] _weights;
    private readonly int[] _counts;
    private LeastSquares[] _regressions = [];
    private int _firstStation;

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
        var regressions = rows.Stations * rows.Horizon * rows.Targets;
        _counts = new int[regressions];
        _weights = new double[regressions * (FeatureCount + 1)];
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

    /// <summary>
    /// Begins the learning of some stations. What is gathered while rows are learned from takes several times the memory of what comes out
    /// of it, so that many stations are learned group by group.
    /// </summary>
    /// <param name="firstStation">Index of the first.</param>
    /// <param name="count">How many.</param>
    public void Begin(int firstStation, int count)
    {
        _firstStation = firstStation;
        _regressions = [.. Enumerable.Range(0, count * _rows.Horizon * _rows.Targets).Select(_ => new LeastSquares(FeatureCount))];
    }

    /// <summary>
    /// Takes in the rows of training windows where observation and teacher both exist; of the stations that were begun, no others.
    /// </summary>
    /// <param name="block">The windows.</param>
    /// <param name="weightOf">How much the rows of an origin count; null where all count alike.</param>
    public void Learn(WindowBlock block, Func<Hour, double>? weightOf = null)
    {
        Span<double> features = stackalloc double[FeatureCount];
        for (var window = 0; window < block.Count; window++)
        {
            var station = (block.Stations[window] - _firstStation) * _rows.Horizon * _rows.Targets;
            if (station < 0 || station >= _regressions.Length)
            {
                continue;
            }

            for (var lead = 1; lead <= _rows.Horizon; lead++)
            {
                for (var target = 0; target < _rows.Targets; target++)
                {
                    if (_rows.HasTeacher(target) && _rows.IsScored(block, window, lead, target))
                    {
                        Fill(features, block, window, lead, target);
                        if (AllKnown(features))
                        {
                            _regressions[station + ((lead - 1) * _rows.Targets) + target]
                                .Add(features, _rows.Truth(block, window, lead, target), weightOf?.Invoke(block.Origins[window]) ?? 1);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Ends the learning of the stations that were begun.</summary>
    public void Fit()
    {
        var first = _firstStation * _rows.Horizon * _rows.Targets;
        for (var i = 0; i < _regressions.Length; i++)
        {
            _counts[first + i] = _regressions[i].Count;
            _regressions[i].Fit(WeightsOf(first + i));
        }

        _regressions = [];
    }

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target)
    {
        Span<double> features = stackalloc double[FeatureCount];
        Fill(features, block, window, lead, target);
        var regression = (((block.Stations[window] * _rows.Horizon) + lead - 1) * _rows.Targets) + target;
        return _counts[regression] < MinimumRows || !AllKnown(features)
            ? features[0]
            : LeastSquares.Predict(WeightsOf(regression), features);
    }

    /// <summary>Indices of the stations at which the raw teacher stands in for a target at every lead.</summary>
    public IReadOnlyList<int> StationsWithout(int target) =>
    [
        .. Enumerable.Range(0, _rows.Stations).Where(s =>
            Enumerable.Range(0, _rows.Horizon)
                .All(lead => _counts[(((s * _rows.Horizon) + lead) * _rows.Targets) + target] < MinimumRows)),
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

    private Span<double> WeightsOf(int regression) => _weights.AsSpan(regression * (FeatureCount + 1), FeatureCount + 1);

    private void Fill(Span<double> features, WindowBlock block, int window, int lead, int target)
    {
        var at = 0;
        features[at++] = _rows.Teacher(block, window, lead, target);
        foreach (var system in _observed)
        {
            features[at++] = system.Forecast(block, window, lead, target);
        }

        var valid = (block.Origins[window] + lead).ToTime();
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
