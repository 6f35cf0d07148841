using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>
/// A Parquet blob of which only the footer and the row groups wanted are fetched. A blob that is small is fetched whole, in one request.
/// </summary>
internal sealed class BlobRanges(BlobClient blob, long length) : Stream, IRangedStream
{
    /// <summary>Bytes up to which a second request costs more than the bytes that it saves.</summary>
    private const int Whole = 256 << 10;

    /// <summary>Bytes at the end that hold most footers.</summary>
    private const int Tail = 64 << 10;

    private readonly List<(ByteSpan Span, byte[] Bytes)> _fetched = [];
    private bool _opened;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public async Task ExpectAsync(ByteSpan span, CancellationToken cancellationToken)
    {
        if (length > Whole && !_fetched.Exists(f => f.Span.Offset <= span.Offset && f.Span.End >= span.End))
        {
            // The tail stays; a group is read once.
            _fetched.RemoveRange(1, _fetched.Count - 1);
            await FetchAsync(span, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        if (count <= 0)
        {
            return 0;
        }

        if (!_opened)
        {
            _opened = true;
            var first = length <= Whole ? 0 : length - Tail;
            await FetchAsync(new ByteSpan(first, (int)(length - first)), cancellationToken);
        }

        var at = _fetched.FindIndex(f => f.Span.Offset <= Position && Position < f.Span.End);
        if (at < 0)
        {
            await FetchAsync(new ByteSpan(Position, count), cancellationToken);
            at = _fetched.Count - 1;
        }

        var (span, bytes) = _fetched[at];
        count = (int)Math.Min(count, span.End - Position);
        bytes.AsSpan((int)(Position - span.Offset), count).CopyTo(buffer.Span);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task FetchAsync(ByteSpan span, CancellationToken cancellationToken)
    {
        var options = new BlobDownloadOptions { Range = new HttpRange(span.Offset, span.Length) };
        var content = (await blob.DownloadContentAsync(options, cancellationToken)).Value.Content;
        if (content.ToMemory().Length != span.Length)
        {
            throw new InvalidDataException(
                $"{blob.BlobContainerName}/{blob.Name} was {length} bytes long when it was listed and is shorter now.");
        }

        _fetched.Add((span, content.ToArray()));
    }
}
