using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

/// <summary>Reads a file the way an arriving file is read: its format is found by content.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<ObservationBatch>> Batches(InputFile file, Action<InputFormatException>? report = null)
    {
        var batches = new List<ObservationBatch>();
        await foreach (var batch in new ObservationFormats(VariableTable.Default).Detect(file).ReadAsync(file, report ?? (_ => { }), TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>All files of an archive, as they are read on arrival.</summary>
    public static async Task<IReadOnlyList<ObservationBatch>> All(InputFile file, Action<InputFormatException>? report = null)
    {
        var batches = new List<ObservationBatch>();
        await foreach (var batch in new ObservationFormats(VariableTable.Default).ReadAsync(InputFile.OpenAll(file.Path, file.Name), _ => { }, report ?? (_ => { }), TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    public static async Task<ObservationBatch> Whole(InputFile file) => Assert.Single(await Batches(file));

    public static Task<InputFormatException> Error(InputFile file) => Assert.ThrowsAsync<InputFormatException>(() => Batches(file));
}
