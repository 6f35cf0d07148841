using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;

namespace WeatherKd.Feeds.Rounds;

/// <summary>
/// Asks a source once, for a part that should be there, and says what differs from what this feed expects. Nothing is stored.
/// </summary>
public sealed class FeedCheck(FeedFactory factory, TimeProvider clock)
{
    private const int MostBytes = 64 << 20;

    /// <summary>Checks a feed.</summary>
    /// <param name="settings">The feed.</param>
    /// <param name="file">All settings, for contact and proxy.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public async Task<FeedCheckResult> RunAsync(FeedSettings settings, FeedsFile file, CancellationToken cancellationToken)
    {
        var feed = factory.Create(settings);
        using var client = factory.CreateClient(settings, file);
        if (await PartAsync(feed, cancellationToken) is not { } part)
        {
            return new FeedCheckResult(
                settings.Name,
                null,
                0,
                0,
                ["Nothing can be published yet by the feed's history, runs and delay."],
                []);
        }

        var (differs, found) = (new List<string>(), new List<string>());
        string? address = null;
        try
        {
            var plan = await feed.PlanAsync(part, client, cancellationToken);
            if (plan is null)
            {
                differs.Add(
                    $"{part.Name} is not published, although it was due at {Storage.UtcTime.Format(part.DueAt)}. Delay and address may "
                    + $"have changed.");
            }
            else if (plan.Ranges is { } ranges)
            {
                // The index is that one request.
                address = plan.Address.OriginalString;
                found.Add(
                    $"The index has all fields; they are {ranges.Count} ranges of together {ranges.Sum(r => r.Length ?? 0)} "
                    + $"bytes{(ranges[^1].Length is null ? " and the rest of the file" : "")}.");
            }
            else
            {
                address = plan.Address.OriginalString;
                await LookAsync(plan, client, differs, found, cancellationToken);
            }
        }
        catch (SourceException e)
        {
            differs.Add(client.MessageOf(e));
        }

        return new FeedCheckResult(settings.Name, address, client.Requests, client.Bytes, differs, found);
    }

    private static async Task LookAsync(
        PartPlan plan,
        SourceClient client,
        List<string> differs,
        List<string> found,
        CancellationToken cancellationToken)
    {
        var request = new SourceRequest(plan.Address);
        var answer = await client.GetAsync(request, cancellationToken);
        if (answer.Outcome != SourceOutcome.Found)
        {
            answer.Dispose();
            differs.Add($"{plan.Address.AbsolutePath} is not there.");
            return;
        }

        found.Add(
            $"{answer.MediaType ?? "no media type"}, "
            + $"{(answer.Length is { } length ? $"{length} bytes" : "of a length that is not told")}, "
            + $"{(answer.ETag is null ? "without" : "with")} a tag, changed "
            + $"{(answer.Modified is { } modified ? Storage.UtcTime.Format(modified) : "at a time that is not told")}.");
        var check = ContentCheck.Of(plan.Kind, plan.Run);
        using var content = new MemoryStream();
        string? wrong = null;
        if (await Download.ReceiveAsync(client, request, answer, MostBytes, Take, cancellationToken) == 0 && plan.MayBeEmpty)
        {
            found.Add("Nothing was reported for these stations.");
        }
        else if ((wrong ?? check.End()) is { } problem)
        {
            differs.Add(problem);
        }
        else if (plan.Rewrite is { } rewrite)
        {
            content.Position = 0;
            using var rewritten = new MemoryStream();
            found.Add(await rewrite(content, rewritten, answer)
                ? $"It can be read: {rewritten.Length} bytes would be stored."
                : "It is as expected and holds nothing for these stations.");
        }
        else
        {
            found.Add("It is whole and of the form that is expected.");
        }

        ValueTask Take(ReadOnlyMemory<byte> piece)
        {
            wrong ??= check.Take(piece.Span);
            content.Write(piece.Span);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>The first part of the newest group that has had an hour to come.</summary>
    private async Task<FeedPart?> PartAsync(IFeed feed, CancellationToken cancellationToken)
    {
        FeedPart? newest = null;
        await foreach (var group in feed.GroupsAsync(clock.GetUtcNow(), cancellationToken))
        {
            newest ??= group.Parts.Count > 0 ? group.Parts[0] : null;
            if (group.Parts.FirstOrDefault(p => p.DueAt < clock.GetUtcNow().AddHours(-1)) is { } settled)
            {
                return settled;
            }
        }

        return newest;
    }
}

/// <summary>What a check found.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Address">The file that was looked at, its key hidden; null where none could be named.</param>
/// <param name="Requests">Requests that it took.</param>
/// <param name="Bytes">Bytes that came.</param>
/// <param name="Differs">What is not as expected; empty where all is.</param>
/// <param name="Found">What is as expected.</param>
public sealed record FeedCheckResult(
    string Feed,
    string? Address,
    long Requests,
    long Bytes,
    IReadOnlyList<string> Differs,
    IReadOnlyList<string> Found);
