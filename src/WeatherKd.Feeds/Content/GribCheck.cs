using System.Buffers.Binary;

namespace WeatherKd.Feeds.Content;

/// <summary>
/// GRIB messages one after the other, editions 1 and 2: each begins with <c>GRIB</c>, has the length that its section 0 says, and ends with
/// <c>7777</c> (WMO No. 306, FM 92). Where the run is known, the reference time of each
/// message of edition 2 must be its start: a server that lays the runs of all days into one folder may still have yesterday's there, and an
/// index may lag behind its file.
/// </summary>
/// <param name="run">Start of the run; null where any will do.</param>
internal sealed class GribCheck(DateTimeOffset? run) : ContentCheck
{
    /// <summary>Section 0 and the part of section 1 up to the reference time.</summary>
    private const int HeadBytes = 16 + 19;

    private readonly byte[] _head = new byte[HeadBytes];
    private readonly byte[] _last = new byte[4];
    private long _position;
    private long _messageLength;
    private int _messages;

    /// <inheritdoc/>
    public override string? Take(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var taken = _position < HeadBytes
                ? (int)Math.Min(HeadBytes - _position, piece.Length)
                : (int)Math.Min(_messageLength - _position, piece.Length);
            var part = piece[..taken];
            if (_position < HeadBytes)
            {
                part.CopyTo(_head.AsSpan((int)_position));
            }

            var last = part[Math.Max(0, taken - 4)..];
            _last.AsSpan(last.Length).CopyTo(_last);
            last.CopyTo(_last.AsSpan(4 - last.Length));
            _position += taken;
            piece = piece[taken..];
            if (_position == HeadBytes && ReadHead() is { } wrong)
            {
                return wrong;
            }

            if (_position >= HeadBytes && _position == _messageLength)
            {
                if (!_last.AsSpan().SequenceEqual("7777"u8))
                {
                    return $"GRIB message {_messages + 1} does not end with 7777 after its {_messageLength} bytes.";
                }

                _messages++;
                _position = 0;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string? End() => (_position, _messages) switch
    {
        (0, 0) => "It is empty.",
        (0, _) => null,
        ( < HeadBytes, _) => $"GRIB message {_messages + 1} is cut after {_position} bytes.",
        _ => $"GRIB message {_messages + 1} is cut: {_position} of its {_messageLength} bytes came.",
    };

    private string? ReadHead()
    {
        var edition = _head[7];
        if (!_head.AsSpan(0, 4).SequenceEqual("GRIB"u8) || edition is not (1 or 2))
        {
            return $"Message {_messages + 1} does not begin as GRIB does.";
        }

        _messageLength = edition == 1
            ? (_head[4] << 16) | (_head[5] << 8) | _head[6]
            : BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(8));
        if (_messageLength < HeadBytes + 4)
        {
            return $"GRIB message {_messages + 1} says that it has {_messageLength} bytes.";
        }

        if (run is not { } wanted || edition == 1)
        {
            return null;
        }

        // Section 1 from byte 16: year at 12, month 14, day 15, hour 16, minute 17, second 18.
        var s = _head.AsSpan(16);
        var (year, month, day, hour) = (BinaryPrimitives.ReadUInt16BigEndian(s[12..]), s[14], s[15], s[16]);
        return (year, month, day, hour) == (wanted.Year, wanted.Month, wanted.Day, wanted.Hour)
            ? null
            : $"GRIB message {_messages + 1} is of the run {year:0000}-{month:00}-{day:00} {hour:00} h, not of {wanted:yyyy-MM-dd HH} h.";
    }
}
