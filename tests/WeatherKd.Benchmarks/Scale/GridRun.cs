using System.Buffers.Binary;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// Made-up runs of a model of LDAPS's size as GRIB2: 602 × 781 points of a Lambert grid 1.5 km apart, 48 hourly leads of 6 variables, in
/// complex packing with second differences, which must be decoded whole. The fields of a variable differ from lead to lead by their
/// reference value alone; that costs the reader the same as if every value differed.
/// </summary>
internal sealed class GridRun
{
    /// <summary>Lead times of a run, hourly from 1.</summary>
    public const int Leads = 48;

    private const int Columns = 602;
    private const int Rows = 781;

    private static readonly Variable[] Variables =
    [
        new(0, 0, 103, 2, DecimalScale: 2, Reference: 27_000, Range: 3000),
        new(1, 1, 103, 2, DecimalScale: 1, Reference: 300, Range: 600),
        new(2, 2, 103, 10, DecimalScale: 2, Reference: -800, Range: 1500),
        new(2, 3, 103, 10, DecimalScale: 2, Reference: -800, Range: 1500),
        new(3, 0, 1, null, DecimalScale: 0, Reference: 99_000, Range: 3000),
        new(6, 1, 10, null, DecimalScale: 1, Reference: 0, Range: 900),
    ];

    private readonly (SectionWriter Section5, byte[] Section7)[] _packed = [.. Variables.Select(Pack)];

    /// <summary>Fields of a run.</summary>
    public static int Fields => Leads * Variables.Length;

    /// <summary>Writes a run to a file.</summary>
    public void Write(string path, DateTimeOffset run)
    {
        var identification = new SectionWriter(1, 21)
            .U16(6, 40).U8(10, 30).U8(12, 1).U16(13, run.Year).U8(15, run.Month).U8(16, run.Day).U8(17, run.Hour).U8(21, 1).ToArray();
        var grid = Grid();
        var noBitmap = new SectionWriter(6, 6).U8(6, 255).ToArray();
        using var file = File.Create(path);
        for (var lead = 1; lead <= Leads; lead++)
        {
            for (var v = 0; v < Variables.Length; v++)
            {
                var drift = Variables[v].Range * 0.05f * (1 + MathF.Sin(lead * 0.26f));
                WriteMessage(
                    file,
                    identification,
                    grid,
                    Product(Variables[v], lead),
                    _packed[v].Section5.Float32(12, Variables[v].Reference + drift).ToArray(),
                    noBitmap,
                    _packed[v].Section7);
            }
        }
    }

    private static void WriteMessage(FileStream file, params ReadOnlySpan<byte[]> sections)
    {
        var length = 20;
        foreach (var section in sections)
        {
            length += section.Length;
        }

        Span<byte> start = stackalloc byte[16];
        "GRIB"u8.CopyTo(start);
        start[7] = 2;
        BinaryPrimitives.WriteUInt64BigEndian(start[8..], (ulong)length);
        file.Write(start);
        foreach (var section in sections)
        {
            file.Write(section);
        }

        file.Write("7777"u8);
    }

    /// <summary>Section 3, template 3.30, with LDAPS's corner, standard parallels and orientation.</summary>
    private static byte[] Grid() => new SectionWriter(3, 81)
        .U32(7, Columns * Rows).U16(13, 30).U8(15, 6).U32(31, Columns).U32(35, Rows)
        .S32(39, 32_256_900).S32(43, 121_834_400).U8(47, 0x38)
        .S32(48, 38_000_000).S32(52, 126_000_000).U32(56, 1_500_000).U32(60, 1_500_000)
        .U8(64, 0).U8(65, 0x40).S32(66, 30_000_000).S32(70, 60_000_000)
        .ToArray();

    /// <summary>Section 4, template 4.0.</summary>
    private static byte[] Product(Variable variable, int lead)
    {
        var product = new SectionWriter(4, 34)
            .U16(8, 0)
                .U8(10, variable.Category)
                .U8(11, variable.Number)
                .U8(12, 2)
                .U8(18, 1)
                .S32(19, lead)
                .U8(23, variable.Level)
                .U8(29, 255);
        return (variable.Height is { } height ? product.U32(25, height) : product.U8(24, 255).U32(25, uint.MaxValue)).ToArray();
    }

    private static (SectionWriter Section5, byte[] Section7) Pack(Variable variable)
    {
        var random = new Random(variable.Number + (10 * variable.Category));
        var numbers = new long[Columns * Rows];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                // Waves of two lengths and a little noise: about as compressible as a model's field.
                var wave = 0.5 + (0.3 * Math.Sin(column * 0.02) * Math.Cos(row * 0.015)) + (0.15 * Math.Sin((column + row) * 0.09));
                numbers[(row * Columns) + column] = (long)(variable.Range * wave) + random.Next(4);
            }
        }

        var (section5, section7) = new ComplexPackedValues
        {
            Order = 2,
            GroupLength = 24,
            DecimalScale = variable.DecimalScale,
        }.Pack(numbers);
        return (section5, section7.ToArray());
    }

    /// <summary>
    /// A variable as the file has it: parameter (tables 4.1 and 4.2), surface (table 4.5), and packing, value = (reference + 0…range) ×
    /// 10^-scale.
    /// </summary>
    private sealed record Variable(int Category, int Number, int Level, int? Height, int DecimalScale, float Reference, int Range);
}
