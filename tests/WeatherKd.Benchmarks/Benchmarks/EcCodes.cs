using System.Runtime.InteropServices;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>The functions of ecCodes' C library (Debian: libeccodes0, libeccodes-data) that encode a field and decode it again.</summary>
internal static partial class EcCodes
{
    private const string Library = "libeccodes.so.0";

    public static bool IsInstalled => NativeLibrary.TryLoad(Library, out _);

    /// <summary>What stands in ecCodes' arrays for a point without a value.</summary>
    public const double Missing = 9999;

    /// <summary>
    /// A message with these values on a global grid in the given packing, and a bitmap where some are <see cref="Missing"/>.
    /// </summary>
    public static unsafe byte[] Encode(double[] values, int columns, int rows, string packing, int bits, int edition = 2)
    {
        var handle = SampleHandle(0, $"regular_ll_pl_grib{edition}");
        try
        {
            Check(SetLong(handle, "Ni", columns));
            Check(SetLong(handle, "Nj", rows));
            Check(SetDouble(handle, "latitudeOfFirstGridPointInDegrees", 90));
            Check(SetDouble(handle, "longitudeOfFirstGridPointInDegrees", 0));
            Check(SetDouble(handle, "latitudeOfLastGridPointInDegrees", -90));
            Check(SetDouble(handle, "longitudeOfLastGridPointInDegrees", 360.0 - (360.0 / columns)));
            Check(SetDouble(handle, "iDirectionIncrementInDegrees", 360.0 / columns));
            Check(SetDouble(handle, "jDirectionIncrementInDegrees", 180.0 / (rows - 1)));
            Check(SetLong(handle, "bitmapPresent", values.Contains(Missing) ? 1 : 0));
            // Complex packing is switched on over simple packing, and only for values that are there already.
            Check(SetLong(handle, "bitsPerValue", bits));
            Check(SetDoubles(handle, "values", values, (nuint)values.Length));
            var name = packing;
            var length = (nuint)name.Length;
            Check(SetString(handle, "packingType", name, ref length));
            // In second-order packing of edition 1 the bits follow from the values.
            if (edition == 2)
            {
                Check(SetLong(handle, "bitsPerValue", bits));
            }

            Check(SetDoubles(handle, "values", values, (nuint)values.Length));
            Check(GetMessage(handle, out var message, out var size));
            return new ReadOnlySpan<byte>((void*)message, (int)size).ToArray();
        }
        finally
        {
            _ = Delete(handle);
        }
    }

    /// <summary>What a program does with a message: a new handle, its values, and away with it.</summary>
    public static unsafe void Decode(byte[] message, double[] values)
    {
        fixed (byte* bytes = message)
        {
            var handle = MessageHandle(0, (nint)bytes, (nuint)message.Length);
            var count = (nuint)values.Length;
            Check(GetDoubles(handle, "values", values, ref count));
            Check(Delete(handle));
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"ecCodes: {Marshal.PtrToStringAnsi(ErrorMessage(error))}");
        }
    }

    [LibraryImport(Library, EntryPoint = "grib_handle_new_from_samples", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SampleHandle(nint context, string sample);

    [LibraryImport(Library, EntryPoint = "grib_handle_new_from_message")]
    private static partial nint MessageHandle(nint context, nint message, nuint length);

    [LibraryImport(Library, EntryPoint = "grib_handle_delete")]
    private static partial int Delete(nint handle);

    [LibraryImport(Library, EntryPoint = "grib_set_long", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetLong(nint handle, string key, nint value);

    [LibraryImport(Library, EntryPoint = "grib_set_double", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetDouble(nint handle, string key, double value);

    [LibraryImport(Library, EntryPoint = "grib_set_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetString(nint handle, string key, string value, ref nuint length);

    [LibraryImport(Library, EntryPoint = "grib_set_double_array", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetDoubles(nint handle, string key, double[] values, nuint length);

    [LibraryImport(Library, EntryPoint = "grib_get_double_array", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetDoubles(nint handle, string key, double[] values, ref nuint length);

    [LibraryImport(Library, EntryPoint = "grib_get_message")]
    private static partial int GetMessage(nint handle, out nint message, out nuint length);

    [LibraryImport(Library, EntryPoint = "grib_get_error_message")]
    private static partial nint ErrorMessage(int error);
}
