using System.Buffers.Binary;
using System.Text;

namespace WeatherKd.NetCdf.Tests;

/// <summary>
/// Writes classic NetCDF files of version 5, which has every type, as the grammar in "The NetCDF Classic Format Specification" (NetCDF
/// Users Guide,
/// appendix B) has it. The type of a value or attribute is that of the .NET array that gives it; texts are strings.
/// </summary>
internal sealed class ClassicFileWriter
{
    private readonly List<(string Name, long Length)> _dimensions = [];
    private readonly List<(string Name, string[] Dimensions, Array Values, (string Name, object Value)[] Attributes)> _variables = [];

    public ClassicFileWriter Dimension(string name, int length)
    {
        _dimensions.Add((name, length));
        return this;
    }

    public ClassicFileWriter Variable(string name, string[] dimensions, Array values, params (string Name, object Value)[] attributes)
    {
        _variables.Add((name, dimensions, values, attributes));
        return this;
    }

    public byte[] ToBytes()
    {
        // Twice: only a header that is written tells where the values begin.
        var begins = new long[_variables.Count];
        var at = (long)Header(begins).Length;
        for (var i = 0; i < begins.Length; i++)
        {
            begins[i] = at;
            at += Padded(Numbers(_variables[i].Values)).Length;
        }

        return [.. Header(begins), .. _variables.SelectMany(v => Padded(Numbers(v.Values)))];
    }

    private byte[] Header(long[] begins)
    {
        var bytes = new List<byte>([(byte)'C', (byte)'D', (byte)'F', 5]);
        Count(bytes, 0);
        Tag(bytes, 0x0A, _dimensions.Count);
        foreach (var (name, length) in _dimensions)
        {
            Name(bytes, name);
            Count(bytes, length);
        }

        Tag(bytes, 0, 0);
        Tag(bytes, 0x0B, _variables.Count);
        for (var i = 0; i < _variables.Count; i++)
        {
            var (name, dimensions, values, attributes) = _variables[i];
            Name(bytes, name);
            Count(bytes, dimensions.Length);
            foreach (var dimension in dimensions)
            {
                Count(bytes, _dimensions.FindIndex(d => d.Name == dimension));
            }

            Tag(bytes, attributes.Length == 0 ? 0 : 0x0C, attributes.Length);
            foreach (var (attribute, value) in attributes)
            {
                Name(bytes, attribute);
                var array = value as Array ?? (value is string text ? text.ToCharArray() : ArrayOf(value));
                Int(bytes, TypeOf(array));
                Count(bytes, array.Length);
                bytes.AddRange(Padded(Numbers(array)));
            }

            Int(bytes, TypeOf(values));
            Count(bytes, Padded(Numbers(values)).Length);
            Count(bytes, begins[i]);
        }

        return [.. bytes];
    }

    private static Array ArrayOf(object number)
    {
        var array = Array.CreateInstance(number.GetType(), 1);
        array.SetValue(number, 0);
        return array;
    }

    private static void Tag(List<byte> bytes, int tag, int count)
    {
        Int(bytes, tag);
        Count(bytes, count);
    }

    private static void Name(List<byte> bytes, string name)
    {
        Count(bytes, name.Length);
        bytes.AddRange(Padded(Encoding.ASCII.GetBytes(name)));
    }

    private static void Int(List<byte> bytes, int value)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, value);
        bytes.AddRange(four);
    }

    private static void Count(List<byte> bytes, long value)
    {
        var eight = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, value);
        bytes.AddRange(eight);
    }

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[-bytes.Length & 3]];

    private static int TypeOf(Array values) => values switch
    {
        // The runtime takes an array of bytes for one of signed bytes and the other way round: asked by its element.
        _ when values.GetType() == typeof(sbyte[]) => 1,
        char[] => 2,
        _ when values.GetType() == typeof(short[]) => 3,
        _ when values.GetType() == typeof(int[]) => 4,
        float[] => 5,
        double[] => 6,
        _ when values.GetType() == typeof(byte[]) => 7,
        _ when values.GetType() == typeof(ushort[]) => 8,
        _ when values.GetType() == typeof(uint[]) => 9,
        _ when values.GetType() == typeof(long[]) => 10,
        _ when values.GetType() == typeof(ulong[]) => 11,
        _ => throw new ArgumentException($"Classic NetCDF has no type for {values.GetType()}.", nameof(values)),
    };

    private static byte[] Numbers(Array values) => [.. values.Cast<object>().SelectMany(BigEndian)];

    private static byte[] BigEndian(object value)
    {
        byte[] bytes = value switch
        {
            sbyte number => [unchecked((byte)number)],
            byte number => [number],
            char letter => [(byte)letter],
            short number => BitConverter.GetBytes(number),
            ushort number => BitConverter.GetBytes(number),
            int number => BitConverter.GetBytes(number),
            uint number => BitConverter.GetBytes(number),
            long number => BitConverter.GetBytes(number),
            ulong number => BitConverter.GetBytes(number),
            float number => BitConverter.GetBytes(number),
            _ => BitConverter.GetBytes((double)value),
        };
        return [.. bytes.Reverse()];
    }
}
