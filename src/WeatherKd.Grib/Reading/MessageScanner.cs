using System.Buffers.Binary;
using WeatherKd.Grib.Edition1;

namespace WeatherKd.Grib.Reading;

/// <summary>
/// Walks over a file from message to message. Bytes between messages (bulletin headers, padding) are skipped and reported. After a
/// message whose length cannot be trusted, the search goes on right behind its first four bytes, so that one damaged message does not
/// hide those after it.
/// </summary>
internal sealed class MessageScanner(ByteSource source)
{
    private const int IndicatorLength = 16;

    /// <summary>
    /// A file with more damaged messages than this is not searched further: each costs a look at its sections and an entry in the list
    /// of problems, which random bytes could ask for without end.
    /// </summary>
    private const int MostDamagedMessages = 1000;

    private static ReadOnlySpan<byte> Magic => "GRIB"u8;

    private static ReadOnlySpan<byte> EndMarker => "7777"u8;

    public FileContents Scan()
    {
        using var reader = new BufferedReader(source);
        var contents = new FileContents();
        long position = 0;
        var isInsideBadMessage = false;
        var damaged = 0;
        while (true)
        {
            var start = FindMessage(reader, position);
            if (start > position && !isInsideBadMessage)
            {
                contents.Skipped.Add(new ByteRange(position, start - position));
            }

            if (start == reader.FileLength)
            {
                return contents;
            }

            if (damaged == MostDamagedMessages)
            {
                contents.Problems.Add(new GribFormatException(
                    $"{damaged} messages are damaged: the file is not read from here on", contents.MessageCount + 1, start));
                return contents;
            }

            contents.MessageCount++;
            (position, isInsideBadMessage) = ReadMessage(reader, start, contents) is { } length
                ? (start + length, false)
                : (start + Magic.Length, true);
            damaged += isInsideBadMessage ? 1 : 0;
        }
    }

    /// <summary>Offset of the next message of any edition, or the file's length.</summary>
    private static long FindMessage(BufferedReader reader, long position)
    {
        while (position < reader.FileLength)
        {
            var window = reader.Peek(position, BufferedReader.WindowLength);
            var found = window.IndexOf(Magic);
            if (found < 0)
            {
                // The last three bytes may be the beginning of the word.
                position = position + window.Length >= reader.FileLength ? reader.FileLength : position + window.Length - Magic.Length + 1;
                continue;
            }

            position += found;
            var indicator = reader.Peek(position, Magic.Length + 4);
            // GRIB followed by something else than an edition is text, such as an error page; at the end of a file it is a stump.
            if (indicator.Length < Magic.Length + 4 || indicator[7] <= 3)
            {
                return position;
            }

            position += Magic.Length;
        }

        return reader.FileLength;
    }

    /// <summary>Length of the message, or null where it cannot be trusted.</summary>
    private long? ReadMessage(BufferedReader reader, long start, FileContents contents)
    {
        var number = contents.MessageCount;
        var indicator = reader.Peek(start, IndicatorLength);
        var available = reader.FileLength - start;
        if (indicator.Length < IndicatorLength)
        {
            contents.Problems.Add(new GribFormatException(
                $"the file ends {available} bytes into the message, whose section 0 alone has {IndicatorLength}", number, start));
            return null;
        }

        try
        {
            return indicator[7] switch
            {
                1 => ReadEdition1(reader, start, contents),
                2 => ReadEdition2(reader, start, indicator, contents),
                var edition => throw new GribFormatException($"GRIB edition {edition} is not supported (1 and 2 are)", number, start),
            };
        }
        catch (GribFormatException error)
        {
            contents.Problems.Add(error);
            return null;
        }
    }

    private long ReadEdition1(BufferedReader reader, long start, FileContents contents)
    {
        var length = MessageLength.Read(reader, start);
        CheckEnd(reader, contents.MessageCount, start, (ulong)length.Total, lengthOffset: 4);
        new Edition1MessageReader(source, reader, contents.MessageCount, start, length, contents).Read();
        return length.Total;
    }

    private long ReadEdition2(BufferedReader reader, long start, ReadOnlySpan<byte> indicator, FileContents contents)
    {
        var length = BinaryPrimitives.ReadUInt64BigEndian(indicator[8..]);
        var discipline = indicator[6];
        CheckEnd(reader, contents.MessageCount, start, length, lengthOffset: 8);
        new MessageReader(source, reader, contents.MessageCount, start, (long)length, discipline, contents).Read();
        return (long)length;
    }

    /// <exception cref="GribFormatException">The message does not end where it says.</exception>
    private void CheckEnd(BufferedReader reader, int number, long start, ulong length, int lengthOffset)
    {
        var available = reader.FileLength - start;
        if (length > (ulong)available)
        {
            throw new GribFormatException($"the message declares {length} bytes, the file has {available} left: truncated", number, start);
        }

        if (!EndsProperly(reader, start, length))
        {
            throw new GribFormatException(
                $"the message of {length} bytes does not end with 7777: its length is wrong", number, start + lengthOffset);
        }
    }

    private bool EndsProperly(BufferedReader reader, long start, ulong length)
    {
        if (length < IndicatorLength + 4 || length > (ulong)(reader.FileLength - start))
        {
            return false;
        }

        // Read past the window: the sections to be read next are in it.
        Span<byte> marker = stackalloc byte[EndMarker.Length];
        source.Read(start + (long)length - EndMarker.Length, marker);
        return marker.SequenceEqual(EndMarker);
    }
}
