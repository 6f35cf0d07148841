using System.Buffers;
using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Parts;

/// <summary>One range on its way into storage: checked, hashed and staged in blocks as it comes.</summary>
internal sealed class RangeStaging(BlockBlobClient blob, ulong plan, int range, ContentCheck check) : IDisposable
{
    /// <summary>Bytes of a block: most messages are one.</summary>
    public const int BlockBytes = 4 << 20;

    /// <summary>
    /// Storage compares what arrives. Of a block without a hash Azurite computes CRC-64 in JavaScript, nine times as slow as MD5.
    /// </summary>
    private static readonly UploadTransferValidationOptions Hashed = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<BlockPlan> _blocks = [];
    private int _length;

    /// <summary>What distinguishes the file, known when its answer has begun.</summary>
    public ulong File { get; set; }

    /// <summary>Takes a piece.</summary>
    /// <exception cref="SourceException">It is not what it should be.</exception>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, string name, CancellationToken cancellationToken)
    {
        if (check.Take(piece.Span) is { } wrong)
        {
            throw new SourceException($"{name}: {wrong}") { HasChanged = true };
        }

        _hash.AppendData(piece.Span);
        while (!piece.IsEmpty)
        {
            // A full block goes only when more comes, so that the last one, which bears the hash, is never empty.
            if (_length == BlockBytes)
            {
                await StageAsync(BlockPlan.Inner(plan, File, range, _blocks.Count), cancellationToken);
            }

            var taken = Math.Min(piece.Length, BlockBytes - _length);
            piece.Span[..taken].CopyTo(_buffer.AsSpan(_length));
            _length += taken;
            piece = piece[taken..];
        }
    }

    /// <summary>Ends the range.</summary>
    /// <returns>Its blocks.</returns>
    /// <exception cref="SourceException">It is cut.</exception>
    public async Task<IReadOnlyList<BlockPlan>> EndAsync(string name, CancellationToken cancellationToken)
    {
        if (check.End() is { } wrong)
        {
            throw new SourceException($"{name}: {wrong}") { HasChanged = true };
        }

        await StageAsync(
            new BlockPlan(plan, File, range, _blocks.Count, Convert.ToHexStringLower(_hash.GetHashAndReset())),
            cancellationToken);
        return _blocks;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash.Dispose();
    }

    private async Task StageAsync(BlockPlan block, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(_buffer, 0, _length, writable: false);
        await blob.StageBlockAsync(
            block.ToId(),
            content,
            new BlockBlobStageBlockOptions { TransferValidation = Hashed },
            cancellationToken);
        _blocks.Add(block);
        _length = 0;
    }
}
