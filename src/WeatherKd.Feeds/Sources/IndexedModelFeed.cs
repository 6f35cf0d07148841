using System.Text;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Indices;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// A model whose files have an index, so that only the wanted messages are fetched: NOAA's GFS and HRRR, ECMWF's open data, and others by
/// their address. A blob holds the wanted messages of one lead.
/// </summary>
public sealed class IndexedModelFeed(FeedSettings settings, WeatherStorage storage) : ModelFeed(settings, storage)
{
    private const int MostIndexBytes = 16 << 20;
    private const long MostMessageBytes = 256 << 20;

    private bool IsMars => Source.Form == SourceForm.MarsIndex || Settings.Index == "mars";

    /// <inheritdoc/>
    public override async Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        // ECMWF's runs of 6 and 18 h are the stream scda, the others oper.
        var stream = Source.Form == SourceForm.MarsIndex ? (part.At.Hour % 12 == 0 ? "oper" : "scda") : null;
        var request = new SourceRequest(Address(Settings.IndexAddress ?? Source.Index, part, stream));
        var answer = await client.GetAsync(request, cancellationToken);
        if (answer.Outcome != SourceOutcome.Found)
        {
            answer.Dispose();
            return null;
        }

        using var text = new MemoryStream();
        await Download.ReceiveAsync(client, request, answer, MostIndexBytes, Take, cancellationToken);
        var messages = Find(part, Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length), request.Address.AbsolutePath);
        if (messages.Count == 0)
        {
            return null;
        }

        return new PartPlan(
            Address(Settings.Address is { } own && Source.Form == SourceForm.GenericModel ? own : Source.File, part, stream),
            ContentKind.Grib)
        {
            Ranges = Together(messages),
            Run = part.At,
            IndexTag = answer.ETag ?? $"{answer.Modified}/{text.Length}",
            MostBytes = MostMessageBytes,
        };

        ValueTask Take(ReadOnlyMemory<byte> piece)
        {
            text.Write(piece.Span);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<FeedPart> Parts(DateTimeOffset run, int lead, string folder, DateTimeOffset dueAt) =>
        [Part(run, lead, folder, $"{lead:000}.grib2", dueAt)];

    /// <summary>Messages that lie one after the other are one request.</summary>
    private static List<ByteRange> Together(IReadOnlyList<IndexedMessage> messages)
    {
        var ranges = new List<ByteRange>();
        foreach (var message in messages)
        {
            if (ranges is [.., { Length: { } length } last] && last.Start + length == message.Start)
            {
                ranges[^1] = last with { Length = message.Length is { } more ? length + more : null };
            }
            else if (ranges.Count == 0 || ranges[^1].Start != message.Start)
            {
                ranges.Add(new ByteRange(message.Start, message.Length));
            }
        }

        return ranges;
    }

    private IReadOnlyList<IndexedMessage> Find(FeedPart part, string text, string name)
    {
        try
        {
            if (part.Lead > 0)
            {
                return Find(text, part, Fields);
            }

            // The analysis has no amounts over time: what is not there is no fault.
            return [.. Fields.SelectMany(field => TryFind(text, part, field)).OrderBy(m => m.Start)];
        }
        catch (IndexFormatException e)
        {
            throw new SourceException($"{name}: {e.Message}", e) { HasChanged = true };
        }
    }

    private IReadOnlyList<IndexedMessage> TryFind(string text, FeedPart part, string field)
    {
        try
        {
            return Find(text, part, [field]);
        }
        catch (IndexFormatException e) when (e.IsMissingField)
        {
            return [];
        }
    }

    private IReadOnlyList<IndexedMessage> Find(string text, FeedPart part, IEnumerable<string> fields) =>
        IsMars ? MarsIndex.Find(text, part.At, part.Lead, fields) : WgribIndex.Find(text, part.At, part.Lead, fields);
}
