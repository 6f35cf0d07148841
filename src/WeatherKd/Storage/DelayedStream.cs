namespace WeatherKd.Storage;

/// <summary>
/// A stream that is opened when it is first read, so that a decompressor that looks at its data on opening fails where damage is
/// expected: in reading.
/// </summary>
/// <param name="open">Opens the stream.</param>
internal sealed class DelayedStream(Func<Stream> open) : ForwardStream
{
    private Stream? _stream;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => (_stream ??= open()).Read(buffer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
        }

        base.Dispose(disposing);
    }
}
