using WeatherKd.NumericalModels;
using WeatherKd.Observations;

namespace WeatherKd.Forecasting;

/// <summary>Keeps, while a file of any length is read, the rows of it that belong into the hot snapshot.</summary>
public sealed class RecentRows
{
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>Recent observations.</summary>
    public List<ObservationBatch> Observations { get; } = [];

    /// <summary>Recent parts of runs.</summary>
    public List<TeacherBatch> Teacher { get; } = [];

    /// <summary>Looks at a batch of observations.</summary>
    public void Add(ObservationBatch batch)
    {
        Observations.Add(batch);
        Advance(batch.ValidTimes.DefaultIfEmpty(DateTimeOffset.MinValue).Max());
        Trim(Observations, b => b.After(_newest.AddHours(-HotSnapshot.Hours)), b => b.Count);
    }

    /// <summary>Looks at a batch of a model's rows.</summary>
    public void Add(TeacherBatch batch)
    {
        Teacher.Add(batch);
        Advance(batch.RunTimes.DefaultIfEmpty(DateTimeOffset.MinValue).Max());
        Trim(Teacher, b => b.After(_newest.AddHours(-HotSnapshot.Hours)), b => b.Count);
    }

    private static void Trim<T>(List<T> batches, Func<T, T> recent, Func<T, int> count)
    {
        for (var i = batches.Count - 1; i >= 0; i--)
        {
            batches[i] = recent(batches[i]);
            if (count(batches[i]) == 0)
            {
                batches.RemoveAt(i);
            }
        }
    }

    private void Advance(DateTimeOffset time) => _newest = time > _newest ? time : _newest;
}
