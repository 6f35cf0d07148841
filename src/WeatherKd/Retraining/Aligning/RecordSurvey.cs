using System.Text.Json;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// Looks over the whole record without holding it: which stations, variables, hours and runs there are, month by month. What is known of a
/// month is kept in the <c>training</c> container, below <c>surveys/</c>, and only segments that have come since are read.
/// </summary>
public sealed class RecordSurvey(WeatherStorage storage, ObservationStore observations, TeacherStore teacher)
{
    /// <summary>Prefix of what is kept in the <c>training</c> container.</summary>
    public const string Prefix = "surveys/";

    /// <summary>Months read at once: as much of the record as is in memory, in row groups.</summary>
    private const int MonthsAtOnce = 2;

    /// <summary>Months of observations, ascending.</summary>
    public async Task<IReadOnlyList<ObservedMonth>> ObservationsAsync(CancellationToken cancellationToken) =>
        await SurveyAsync<ObservedMonth>(
            await observations.ListSegmentsAsync(cancellationToken),
            name => observations.ReadRowsAsync(name, cancellationToken),
            cancellationToken);

    /// <summary>Months of a model's runs, ascending.</summary>
    public async Task<IReadOnlyList<IssuedMonth>> RunsAsync(string model, CancellationToken cancellationToken) =>
        await SurveyAsync<IssuedMonth>(
            await teacher.ListSegmentsAsync(model, cancellationToken),
            name => teacher.ReadRowsAsync(name, cancellationToken),
            cancellationToken);

    private async Task<IReadOnlyList<TMonth>> SurveyAsync<TMonth>(
        IReadOnlyList<Segment> segments, Func<string, IAsyncEnumerable<Rows>> read, CancellationToken cancellationToken)
        where TMonth : class, ISurveyedMonth<TMonth>
    {
        var months = segments.GroupBy(s => s.Folder, StringComparer.Ordinal)
            .Select((m, number) => (Number: number, Folder: m.Key, Segments: m.ToList()))
            .ToList();
        var found = new TMonth[months.Count];
        await Parallel.ForEachAsync(
            months,
            new ParallelOptions { MaxDegreeOfParallelism = MonthsAtOnce, CancellationToken = cancellationToken },
            async (month, cancel) => found[month.Number] = await MonthAsync<TMonth>(month.Folder, month.Segments, read, cancel));
        return found;
    }

    private async Task<TMonth> MonthAsync<TMonth>(
        string folder, List<Segment> segments, Func<string, IAsyncEnumerable<Rows>> read, CancellationToken cancellationToken)
        where TMonth : class, ISurveyedMonth<TMonth>
    {
        var blob = storage.Training.GetBlobClient($"{Prefix}{folder}.json");
        var known = await KnownAsync<TMonth>(blob, cancellationToken);
        var listed = segments.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (!known.Segments.All(s => listed.Contains(s.Name)))
        {
            // Segments were put together or deleted: what is known may be of rows that are gone.
            known = TMonth.None;
        }

        listed.ExceptWith(known.Segments.Select(s => s.Name));
        if (listed.Count == 0)
        {
            return known;
        }

        var month = await TMonth.ReadAsync(known, segments.Where(s => listed.Contains(s.Name)), read);
        await blob.WriteJsonAsync(month, cancellationToken);
        return month;
    }

    private static async Task<TMonth> KnownAsync<TMonth>(Azure.Storage.Blobs.BlobClient blob, CancellationToken cancellationToken)
        where TMonth : class, ISurveyedMonth<TMonth>
    {
        try
        {
            return (await blob.TryReadJsonAsync<TMonth>(cancellationToken))?.Value ?? TMonth.None;
        }
        catch (JsonException)
        {
            // It is kept to save reading, no more.
            return TMonth.None;
        }
    }
}
