using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Parts;

/// <summary>
/// Writes a part as it comes, range by range, as uncommitted blocks; once all are there, one request makes them the blob. What a killed
/// host had staged is found and not fetched again.
/// </summary>
internal sealed class BlockPartWriter(string feed, SourceClient client)
{
    /// <summary>Fetches and writes.</summary>
    /// <param name="part">The part.</param>
    /// <param name="plan">How it is asked for.</param>
    /// <param name="mayBeStaged">Whether somebody began it before: storage is then asked for what is there.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SourceException">The source failed, or what came is not what it should be; no blob is then there.</exception>
    public async Task<PartOutcome> WriteAsync(
        FeedPart part,
        PartPlan plan,
        bool mayBeStaged,
        CancellationToken cancellationToken)
    {
        var blob = part.Container.GetBlockBlobClient(part.Name);
        var tag = BlockPlan.Of(plan);
        var ranges = plan.Ranges?.Select(r => (ByteRange?)r).ToList() ?? [null];
        var staged = mayBeStaged ? await StagedAsync(blob, tag, ranges.Count, cancellationToken) : [];
        var state = new FileState { File = staged.Values.FirstOrDefault()?[0].File };
        var blocks = new List<BlockPlan>();
        for (var i = 0; i < ranges.Count; i++)
        {
            if (staged.TryGetValue(i, out var there))
            {
                blocks.AddRange(there);
                continue;
            }

            if (await FetchAsync(blob, plan, tag, ranges[i], i, state, cancellationToken) is not { } fetched)
            {
                return PartOutcome.NotPublished;
            }

            blocks.AddRange(fetched);
        }

        var provenance = new Provenance
        {
            Feed = feed,
            Address = plan.Address.OriginalString,
            FetchedAt = client.Clock.GetUtcNow(),
            ETag = state.ETag,
            Modified = state.Modified,
            Ranges = [.. (plan.Ranges ?? []).Select(r => r.ToString())],
            Hashes = [.. blocks.Where(b => b.IsLast).Select(b => b.Hash)],
        };
        return await CommitAsync(blob, blocks, provenance, cancellationToken);
    }

    /// <summary>Ranges that were staged whole, for this plan and for one version of the file.</summary>
    private static async Task<Dictionary<int, List<BlockPlan>>> StagedAsync(
        BlockBlobClient blob,
        ulong plan,
        int ranges,
        CancellationToken cancellationToken)
    {
        IEnumerable<BlobBlock> there;
        try
        {
            BlockList list = await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellationToken);
            there = list.UncommittedBlocks;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        var ours = there.Select(b => BlockPlan.Parse(b.Name)).OfType<BlockPlan>().Where(b => b.Plan == plan && b.Range < ranges).ToList();
        var whole = ours
            .GroupBy(b => b.File)
            .Select(file => file
                .GroupBy(b => b.Range)
                .Select(r => (r.Key, Blocks: r.OrderBy(b => b.Index).ToList()))
                .Where(r => r.Blocks[^1].IsLast
                    && r.Blocks.Count(b => b.IsLast) == 1
                    && r.Blocks.Select((b, i) => b.Index == i).All(x => x))
                .ToDictionary(r => r.Key, r => r.Blocks))
            .MaxBy(f => f.Count);
        return whole ?? [];
    }

    private async Task<IReadOnlyList<BlockPlan>?> FetchAsync(
        BlockBlobClient blob, PartPlan plan, ulong tag, ByteRange? range, int number, FileState state, CancellationToken cancellationToken)
    {
        var request = new SourceRequest(plan.Address) { Range = range, IfMatch = state.ETag };
        var answer = await client.GetAsync(request, cancellationToken);
        switch (answer.Outcome)
        {
            case SourceOutcome.NotThere when !state.HasBegun:
                answer.Dispose();
                return null;
            case SourceOutcome.Found:
                break;
            default:
                answer.Dispose();
                throw new SourceException($"{plan.Address.AbsolutePath} has changed since its index was read; it is begun anew.")
                {
                    HasChanged = true,
                };
        }

        var file = BlockPlan.Of(answer);
        if (state.File is { } before && before != file)
        {
            answer.Dispose();
            throw new SourceException($"{plan.Address.AbsolutePath} has changed while it was fetched; it is begun anew.")
            {
                HasChanged = true,
            };
        }

        (state.File, state.ETag, state.Modified, state.HasBegun) = (file, answer.ETag, answer.Modified, true);
        using var staging = new RangeStaging(blob, tag, number, ContentCheck.Of(plan.Kind, plan.Run)) { File = file };
        await Download.ReceiveAsync(
            client,
            request,
            answer,
            plan.MostBytes,
            piece => staging.TakeAsync(piece, plan.Address.AbsolutePath, cancellationToken),
            cancellationToken);
        return await staging.EndAsync(plan.Address.AbsolutePath, cancellationToken);
    }

    private static async Task<PartOutcome> CommitAsync(
        BlockBlobClient blob,
        List<BlockPlan> blocks,
        Provenance provenance,
        CancellationToken cancellationToken)
    {
        try
        {
            await blob.CommitBlockListAsync(
                blocks.Select(b => b.ToId()),
                new CommitBlockListOptions
                {
                    Metadata = provenance.ToMetadata(),
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream" },
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                },
                cancellationToken);
            return PartOutcome.Written;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return PartOutcome.AlreadyThere;
        }
    }

    /// <summary>The version of the source's file, as the first answer has it.</summary>
    private sealed class FileState
    {
        public ulong? File { get; set; }

        public string? ETag { get; set; }

        public DateTimeOffset? Modified { get; set; }

        public bool HasBegun { get; set; }
    }
}
