using System.Buffers;

namespace WeatherKd.Grib.Bytes;

/// <summary>
/// A window over a file for reading headers: sections 0 to 6 of a message are small and lie together, so that one
/// read of the file usually serves them all.
/// </summary>
internal sealed class BufferedReader(ByteSource source) : IDisposable
{
    /// <summary>Headers longer than this are cut here: no known template comes near it.</summary>
    public const int WindowLength = 16 * 1024;

    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(WindowLength);
    private readonly long _fileLength = source.Length;
    private long _windowStart;
    private int _windowCount;

    public long FileLength => _fileLength;

    /// <summary>
    /// Up to <paramref name="count"/> bytes (at most a window) from <paramref name="offset"/>, fewer at the end of the file.
    /// </summary>
    public ReadOnlySpan<byte> Peek(long offset, int count)
    {
        count = (int)Math.Clamp(_fileLength - offset, 0, Math.Min(count, WindowLength));
        if (count == 0)
        {
            // A damaged length may lead beyond the end.
            return [];
        }

        if (offset < _windowStart || offset + count > _windowStart + _windowCount)
        {
            _windowStart = offset;
            _windowCount = (int)Math.Min(WindowLength, _fileLength - offset);
            WorkMeter.Add(_windowCount);
            source.Read(offset, _window.AsSpan(0, _windowCount));
        }

        return _window.AsSpan((int)(offset - _windowStart), count);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);
}
