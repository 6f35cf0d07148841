using System.Buffers.Binary;
using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Reading;

/// <summary>
/// Reads the sections of one message, whose end is known to be right. Sections 2 to 7, 3 to 7 or 4 to 7 may repeat: each section 7 makes
/// a field with what was said last about its grid, product, packing and bitmap. A section that cannot be understood costs its
/// fields; a structure that cannot be followed costs the message.
/// </summary>
internal sealed class MessageReader(
    ByteSource source, BufferedReader reader, int messageNumber, long start, long length, int discipline, FileContents contents)
{
    private const int HeaderLength = 5;

    private readonly List<FieldSections> _fields = [];
    private Identification? _identification;
    private Grid? _grid;
    private Product? _product;
    private Packing? _packing;
    private FieldBitmap? _bitmap;
    private ByteRange? _lastBitmap;
    private readonly ByteRange?[] _sections = new ByteRange?[8];

    public void Read()
    {
        var position = start + 16;
        var end = start + length - 4;
        var previous = 0;
        while (position < end)
        {
            var header = reader.Peek(position, HeaderLength);
            var size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var number = header[4];
            if (size < HeaderLength || size > end - position)
            {
                throw new GribFormatException(
                    $"section {number} declares {size} bytes, {end - position} are left in the message", messageNumber, position);
            }

            if (!MayFollow(number, previous))
            {
                throw new GribFormatException($"section {number} after section {previous}", messageNumber, position);
            }

            _sections[number] = new ByteRange(position, size);
            ReadSection(number, position, size);
            previous = number;
            position += size;
        }

        if (previous != 7)
        {
            throw new GribFormatException($"the message ends after section {previous}, without data", messageNumber, position);
        }

        contents.Fields.AddRange(_fields);
    }

    private static bool MayFollow(int number, int previous) => previous switch
    {
        0 => number == 1,
        1 => number is 2 or 3,
        2 => number == 3,
        7 => number is 2 or 3 or 4,
        _ => number == previous + 1,
    };

    private void ReadSection(int number, long position, long size)
    {
        try
        {
            var section = new Octets(reader.Peek(position, (int)Math.Min(size, BufferedReader.WindowLength)), messageNumber, position);
            switch (number)
            {
                case 1:
                    _identification = Identification.Read(section);
                    break;
                case 3:
                    _grid = null;
                    _grid = GridReader.Read(section);
                    break;
                case 4:
                    _product = null;
                    _product = _identification is { } message
                        ? ProductReader.Read(section, discipline, message.Origin.Centre, message.ReferenceTime)
                        : null;
                    break;
                case 5:
                    _packing = null;
                    _packing = PackingReader.Read(section);
                    break;
                case 6:
                    _bitmap = null;
                    _bitmap = ReadBitmap(section, position, size);
                    break;
                case 7:
                    AddField(section, position, size);
                    break;
            }
        }
        catch (GribFormatException error)
        {
            contents.Problems.Add(error);
        }
    }

    private FieldBitmap ReadBitmap(Octets section, long position, long size)
    {
        var indicator = section.U8(6);
        switch (indicator)
        {
            case 0:
                _lastBitmap = new ByteRange(position + 6, size - 6);
                return new FieldBitmap(_lastBitmap);
            case 254:
                return _lastBitmap is { } earlier
                    ? new FieldBitmap(earlier)
                    : throw section.Error("a previously defined bitmap (254) is asked for, and none was defined in this message", 6);
            case 255:
                return new FieldBitmap(Bytes: null);
            default:
                throw section.Error($"bitmap {indicator}, predefined by the centre, is not supported (0, 254 and 255 are)", 6);
        }
    }

    /// <summary>A field whose grid, product, packing or bitmap could not be read is left out: the problem is already on the list.</summary>
    private void AddField(Octets section, long position, long size)
    {
        if (_identification is null || _grid is null || _product is null || _packing is null || _bitmap is null)
        {
            return;
        }

        var data = new ByteRange(position + HeaderLength, size - HeaderLength);
        if (_grid.PointCount > FieldSize.Limit(data.Length))
        {
            throw section.Error(
                $"{_grid.PointCount} grid points in {data.Length} bytes of data are more than the {FieldSize.Limit(data.Length)} allowed");
        }

        if (data.Length > Array.MaxLength)
        {
            throw section.Error($"{data.Length} bytes of data are more than the {Array.MaxLength} that fit in memory at once");
        }

        if (_packing.LeastDataBytes > data.Length)
        {
            throw section.Error($"{_packing.ValueCount} values ({_packing}) do not fit in {data.Length} bytes of data");
        }

        if (_packing.IsSupported)
        {
            CheckCounts(section, _grid, _packing, _bitmap);
        }

        _fields.Add(new FieldSections
        {
            Source = source,
            MessageNumber = messageNumber,
            NumberInMessage = _fields.Count + 1,
            Message = new ByteRange(start, length),
            Discipline = discipline,
            Identification = _identification,
            Grid = _grid,
            Product = _product,
            Packing = _packing,
            Bitmap = _bitmap.Bytes,
            Data = data,
            Sections = [.. _sections],
        });
    }

    private static void CheckCounts(Octets section, Grid grid, Packing packing, FieldBitmap bitmap)
    {
        if (bitmap.Bytes is null && packing.ValueCount != grid.PointCount)
        {
            throw section.Error($"{packing.ValueCount} values for {grid.PointCount} grid points, without a bitmap");
        }

        if (packing.ValueCount > grid.PointCount)
        {
            throw section.Error($"{packing.ValueCount} values for {grid.PointCount} grid points");
        }

        if (bitmap.Bytes is { } bits && bits.Length * 8 < grid.PointCount)
        {
            throw section.Error($"a bitmap of {bits.Length} bytes for {grid.PointCount} grid points");
        }
    }
}

/// <summary>Where the bitmap of a field lies in the file; null where every point has a value.</summary>
internal sealed record FieldBitmap(ByteRange? Bytes);
