using WeatherKd.NumericalModels;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Reads a model file the way an arriving one is read, and keeps what was reported.</summary>
internal sealed record ModelReading(IReadOnlyList<Rows> Batches, IReadOnlyList<InputFormatException> Reported)
{
    public static async Task<ModelReading> Of(InputFile file, IReadOnlyList<Station> stations, InterpolationOptions? options = null)
    {
        var (batches, reported) = (new List<Rows>(), new List<InputFormatException>());
        var formats = new NumericalModelFormats(VariableTable.Default, options);
        Assert.InRange(formats.All.Count(f => f.Recognises(file)), 0, 1);
        var format = formats.Detect(file);
        await foreach (var batch in format.ReadAsync(file, stations, reported.Add, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return new(batches, reported);
    }

    /// <summary>
    /// Value of a station at a lead when the run is read as a whole, and whether it is an estimate; NaN where there is none.
    /// </summary>
    public (float Value, bool IsEstimate) Derived(string station, int lead, string variable) => Derived(Batches, station, lead, variable);

    /// <summary>As <see cref="Derived(string, int, string)"/>, from batches in order of arrival.</summary>
    public static (float Value, bool IsEstimate) Derived(IEnumerable<Rows> batches, string station, int lead, string variable)
    {
        var runs = WholeRun(batches)[station];
        return runs.Variables.IndexOf(variable) is var index and >= 0 && runs.RunHours is [var run, ..]
            ? (runs.Value(run, lead, index), runs.IsEstimate(run, lead, index))
            : (float.NaN, false);
    }

    /// <summary>The runs of each station, put together as the store's are.</summary>
    public static IReadOnlyDictionary<string, TeacherRuns> WholeRun(IEnumerable<Rows> batches)
    {
        var groups = batches.SelectMany(b => SegmentRows.ByMonth(b, DateTimeOffset.UnixEpoch, VariableTable.Default))
            .Select(r => SegmentRows.Of(r.Rows))
            .ToList();
        var columns = groups.SelectMany(g => g.Values.Keys).ToHashSet(StringComparer.Ordinal);
        return WholeRuns.Of(
            groups,
            VariableTable.Default.InOrder(Composition.Available(columns, VariableTable.Default)),
            columns,
            VariableTable.Default);
    }

    /// <summary>Value of a station at a lead in the rows of the file; NaN where the variable or the row is not there.</summary>
    public double Value(string station, int lead, string variable)
    {
        foreach (var batch in Batches.Where(b => b.Values.ContainsKey(variable)))
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (batch.StationIds[row] == station && batch.LeadHours[row] == lead)
                {
                    return batch.Values[variable][row];
                }
            }
        }

        return double.NaN;
    }
}
