using System.Buffers.Binary;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>Edition 2 messages with sections exchanged: for what ecCodes reads and does not write.</summary>
internal static class MessageSections
{
    private const int FirstSection = 16;
    private const int SectionHead = 5;

    /// <summary>The content of a section, its head of five octets left out.</summary>
    public static ReadOnlySpan<byte> Content(byte[] message, int number)
    {
        for (var at = FirstSection; at < message.Length - 4; at += LengthAt(message, at))
        {
            if (message[at + 4] == number)
            {
                return message.AsSpan(at, LengthAt(message, at))[SectionHead..];
            }
        }

        throw new ArgumentException($"the message has no section {number}", nameof(message));
    }

    /// <summary>A section with its head.</summary>
    public static byte[] Section(int number, ReadOnlySpan<byte> content)
    {
        var section = new byte[SectionHead + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(section, section.Length);
        section[4] = (byte)number;
        content.CopyTo(section.AsSpan(SectionHead));
        return section;
    }

    /// <summary>The message with whole sections, by number, in the place of its own.</summary>
    public static byte[] Replace(byte[] message, IReadOnlyDictionary<int, byte[]> sections)
    {
        List<byte> changed = [.. message.AsSpan(0, FirstSection)];
        for (var at = FirstSection; at < message.Length - 4; at += LengthAt(message, at))
        {
            changed.AddRange(sections.TryGetValue(message[at + 4], out var other) ? other : message.AsSpan(at, LengthAt(message, at)));
        }

        changed.AddRange("7777"u8);
        byte[] bytes = [.. changed];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), bytes.Length);
        return bytes;
    }

    private static int LengthAt(byte[] message, int at) => BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(at));
}
