using System.Security.Cryptography;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Requests;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Parts;

/// <summary>
/// Writes a part that is small or must be rewritten: it is fetched to local disk first, checked, rewritten, and becomes a blob in one
/// request.
/// </summary>
internal sealed class TextPartWriter(string feed, SourceClient client, WorkFolder folder)
{
    /// <summary>Fetches and writes.</summary>
    /// <exception cref="SourceException">The source failed, or what came is not what it should be; no blob is then there.</exception>
    public async Task<PartOutcome> WriteAsync(FeedPart part, PartPlan plan, CancellationToken cancellationToken)
    {
        var request = new SourceRequest(plan.Address) { IfNoneMatch = part.KnownTag, IfModifiedSince = part.KnownDate };
        var answer = await client.GetAsync(request, cancellationToken);
        if (answer.Outcome != SourceOutcome.Found)
        {
            answer.Dispose();
            return answer.Outcome == SourceOutcome.NotModified ? PartOutcome.AlreadyThere : PartOutcome.NotPublished;
        }

        var (came, stored) = (folder.NewPath(), folder.NewPath());
        try
        {
            if (await FetchAsync(request, answer, plan, came, cancellationToken) is not { } hash)
            {
                return PartOutcome.Empty;
            }

            if (plan.Rewrite is { } rewrite)
            {
                await using var input = File.OpenRead(came);
                await using var output = File.Create(stored);
                if (!await rewrite(input, output, answer))
                {
                    return PartOutcome.Empty;
                }
            }

            var provenance = new Provenance
            {
                Feed = feed,
                Address = plan.Address.OriginalString,
                FetchedAt = client.Clock.GetUtcNow(),
                ETag = answer.ETag,
                Modified = answer.Modified,
                Hashes = [hash],
            };
            var blob = part.Container.GetBlobClient(plan.NameBy?.Invoke(answer) ?? part.Name);
            await using var content = File.OpenRead(plan.Rewrite is null ? came : stored);
            return await blob.TryCreateAsync(content, cancellationToken, provenance.ToMetadata())
                ? PartOutcome.Written
                : PartOutcome.AlreadyThere;
        }
        finally
        {
            File.Delete(came);
            File.Delete(stored);
        }
    }

    /// <returns>The hash of what came; null where nothing came, and may.</returns>
    private async Task<string?> FetchAsync(
        SourceRequest request,
        SourceAnswer answer,
        PartPlan plan,
        string path,
        CancellationToken cancellationToken)
    {
        var check = ContentCheck.Of(plan.Kind, plan.Run);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        if (await Download.ReceiveAsync(client, request, answer, plan.MostBytes, Take, cancellationToken) == 0 && plan.MayBeEmpty)
        {
            return null;
        }

        return check.End() is { } missing
            ? throw new SourceException($"{plan.Address.AbsolutePath}: {missing}")
            : Convert.ToHexStringLower(hash.GetHashAndReset());

        ValueTask Take(ReadOnlyMemory<byte> piece)
        {
            if (check.Take(piece.Span) is { } wrong)
            {
                throw new SourceException($"{plan.Address.AbsolutePath}: {wrong}");
            }

            hash.AppendData(piece.Span);
            return file.WriteAsync(piece, cancellationToken);
        }
    }
}
