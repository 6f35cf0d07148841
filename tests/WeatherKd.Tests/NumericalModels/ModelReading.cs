using WeatherKd.NumericalModels;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Reads a model file the way an arriving one is read, and keeps what was reported.</summary>
internal sealed record ModelReading(IReadOnlyList<TeacherBatch> Batches, IReadOnlyList<InputFormatException> Reported)
{
    public static async Task<ModelReading> Of(InputFile file, IReadOnlyList<Station> stations, InterpolationOptions? options = null)
    {
        var (batches, reported) = (new List<TeacherBatch>(), new List<InputFormatException>());
        var format = new NumericalModelFormats(VariableTable.Default, options).Detect(file);
        await foreach (var batch in format.ReadAsync(file, stations, reported.Add, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return new(batches, reported);
    }

    /// <summary>Value of a station at a lead; NaN where the variable or the row is not there.</summary>
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
