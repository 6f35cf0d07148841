using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Variables;

namespace WeatherKd.Verification;

/// <summary>
/// A student that forecasts the windows of a dataset which need not be its own: columns are matched by name, stations by id, hours from the
/// origin; what the dataset lacks is missing to the student. So a champion is scored on its challenger's rows.
/// </summary>
public sealed class DatasetStudent
{
    private const int Batch = 256;

    private readonly StudentSession _session;
    private readonly DatasetDescription _description;
    private readonly int[] _inputs;
    private readonly int[] _teacher;
    private readonly int[] _targets;
    private readonly long[] _stations;

    /// <summary>Matches a student to a dataset.</summary>
    public DatasetStudent(StudentSession session, DatasetDescription description)
    {
        _session = session;
        _description = description;
        var lineage = session.Lineage;
        _inputs = [.. lineage.Inputs.Select(v => description.Inputs.IndexOf(v))];
        _teacher = [.. lineage.TeacherVariables.Select(v => description.TeacherVariables.IndexOf(v))];
        _targets = [.. description.Targets.Select(v => lineage.Targets.IndexOf(v))];
        _stations = [.. description.Stations.Select(s => 1L + lineage.Stations.IndexOf(s))];
    }

    /// <summary>Probability levels of its quantiles.</summary>
    public IReadOnlyList<double> Levels => _session.Lineage.QuantileLevels;

    /// <summary>Number of variables that the student itself forecasts.</summary>
    internal int OwnTargets => _session.Lineage.Targets.Count;

    /// <summary>
    /// Forecasts all windows of a block. Shapes are the dataset's, with its targets; not a number where the student has no such target or
    /// lead.
    /// </summary>
    public StudentForecast Run(WindowBlock block)
    {
        var targets = _description.Targets.Count;
        var horizon = _description.HorizonHours;
        var mean = new float[block.Count * horizon * targets];
        var quantiles = new float[mean.Length * Levels.Count];
        mean.AsSpan().Fill(float.NaN);
        quantiles.AsSpan().Fill(float.NaN);
        for (var first = 0; first < block.Count; first += Batch)
        {
            var count = Math.Min(Batch, block.Count - first);
            CopyBack(RunBatch(block, first, count), first, mean, quantiles);
        }

        return new StudentForecast(block.Count, mean, quantiles);
    }

    /// <summary>Whether the student reads its teacher when it forecasts.</summary>
    public bool ReadsTeacher => _session.Lineage.Variant == TrainingJobs.StudentVariant.Guided;

    /// <summary>Forecasts all windows of a block as if no run of the numerical model had come.</summary>
    public StudentForecast RunWithoutTeacher(WindowBlock block)
    {
        var bare = new WindowBlock(_description, block.Count);
        block.Stations.CopyTo(bare.Stations, 0);
        block.Origins.CopyTo(bare.Origins, 0);
        block.Observations.CopyTo(bare.Observations, 0);
        bare.Teacher.AsSpan().Fill(float.NaN);
        return Run(bare);
    }

    /// <summary>Forecasts some windows of a block as the student itself gives them: its horizon, its targets.</summary>
    internal StudentForecast RunBatch(WindowBlock block, int first, int count)
    {
        var lineage = _session.Lineage;
        var observations = Select(
            block.Observations,
            _description.HistoryHours,
            _description.Inputs.Count,
            first,
            count,
            lineage.HistoryHours,
            _inputs,
            _description.HistoryHours - lineage.HistoryHours);
        var teacher = Select(
            block.Teacher,
            _description.HistoryHours + _description.HorizonHours,
            _description.TeacherVariables.Count,
            first,
            count,
            lineage.HistoryHours + lineage.HorizonHours,
            _teacher,
            _description.HistoryHours - lineage.HistoryHours);
        var stations = new long[count];
        var origins = new long[count];
        for (var i = 0; i < count; i++)
        {
            stations[i] = block.Stations[first + i] is var s and >= 0 ? _stations[s] : 0;
            origins[i] = block.Origins[first + i].SinceEpoch;
        }

        return _session.Run(count, observations, teacher, stations, origins);
    }

    private static float[] Select(
        float[] source,
        int sourceHours,
        int sourceWidth,
        int first,
        int count,
        int hours,
        int[] columns,
        int skip)
    {
        var result = new float[count * hours * columns.Length];
        var at = 0;
        for (var i = first; i < first + count; i++)
        {
            for (var hour = skip; hour < skip + hours; hour++)
            {
                var inside = hour >= 0 && hour < sourceHours;
                var row = ((i * sourceHours) + hour) * sourceWidth;
                foreach (var column in columns)
                {
                    result[at++] = inside && column >= 0 ? source[row + column] : float.NaN;
                }
            }
        }

        return result;
    }

    private void CopyBack(StudentForecast forecast, int first, float[] mean, float[] quantiles)
    {
        var own = _session.Lineage.Targets.Count;
        var levels = Levels.Count;
        var leads = Math.Min(_description.HorizonHours, _session.Lineage.HorizonHours);
        for (var i = 0; i < forecast.Count; i++)
        {
            for (var lead = 0; lead < leads; lead++)
            {
                for (var t = 0; t < _targets.Length; t++)
                {
                    if (_targets[t] < 0)
                    {
                        continue;
                    }

                    var from = (((i * _session.Lineage.HorizonHours) + lead) * own) + _targets[t];
                    var to = ((((first + i) * _description.HorizonHours) + lead) * _targets.Length) + t;
                    mean[to] = forecast.Mean[from];
                    forecast.Quantiles.AsSpan(from * levels, levels).CopyTo(quantiles.AsSpan(to * levels));
                }
            }
        }
    }
}
