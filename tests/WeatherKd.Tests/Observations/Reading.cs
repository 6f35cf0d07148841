using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

/// <summary>Reads a file the way an arriving file is read: its format is found by content.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<Rows>> Batches(InputFile file, Action<InputFormatException>? report = null)
    {
        var batches = new List<Rows>();
        await foreach (var batch in FormatOf(file).ReadAsync(file, report ?? (_ => { }), TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>The format of a file, of which there is only one.</summary>
    private static IObservationFormat FormatOf(InputFile file)
    {
        var formats = new ObservationFormats(VariableTable.Default);
        Assert.InRange(formats.All.Count(format => format.Recognises(file)), 0, 1);
        return formats.Detect(file);
    }

    /// <summary>All files of an archive, as they are read on arrival.</summary>
    public static async Task<IReadOnlyList<Rows>> All(InputFile file, Action<InputFormatException>? report = null)
    {
        var batches = new List<Rows>();
        await foreach (var batch in new ObservationFormats(VariableTable.Default).ReadAsync(
            InputFile.OpenAll(file.Path, file.Name),
            _ => { },
            report ?? (_ => { }),
            TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    public static async Task<Rows> Whole(InputFile file) => Assert.Single(await Batches(file));

    public static Task<InputFormatException> Error(InputFile file) => Assert.ThrowsAsync<InputFormatException>(() => Batches(file));
}
