using Chainrule.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Chainrule.Tests.Data;

/// <summary>The golden files were written by NumPy 1.24.2 with <c>numpy.save</c>.</summary>
public class NpyTests
{
    private static NdArray Read(byte[] file) => Npy.Read(new MemoryStream(file), "file");

    private static byte[] WithHeader(string header, params byte[] elements) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header.Select(c => (byte)c), .. elements];

    [Theory]
    [InlineData("b1", ElementType.Boolean)]
    [InlineData("i1", ElementType.SByte)]
    [InlineData("u1", ElementType.Byte)]
    [InlineData("i2", ElementType.Int16)]
    [InlineData("u2", ElementType.UInt16)]
    [InlineData("i4", ElementType.Int32)]
    [InlineData("u4", ElementType.UInt32)]
    [InlineData("i8", ElementType.Int64)]
    [InlineData("u8", ElementType.UInt64)]
    [InlineData("f2", ElementType.Half)]
    [InlineData("f4", ElementType.Single)]
    [InlineData("f8", ElementType.Double)]
    public void Every_type_that_NumPy_wrote_is_read_and_written_byte_for_byte(string code, ElementType type)
    {
        NdArray array = Npy.Read(Arrays.Golden($"{code}.npy"));
        Assert.Equal(type, array.ElementType);
        Assert.Equal([2, 3], array.Shape);
        double[] expected = type == ElementType.Boolean ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 100, 127, 5];
        Assert.Equal(expected,
            array.Data.Cast<object>().Select(value => value is Half half ? (double)half : Convert.ToDouble(value, null)));
        Assert.Equal(File.ReadAllBytes(Arrays.Golden($"{code}.npy")), Arrays.Npy(array));
    }

    [Fact]
    public void Byte_orders_layouts_versions_scalars_and_empty_arrays_of_NumPy_are_read()
    {
        Assert.Equal(new[] { 1, -2, 3, 4, 5, -6 }, Golden("big_endian_i4").Data);
        Assert.Equal(new[] { 1.5, -2.25, 3, 4, 5, Math.PI }, Golden("big_endian_f8").Data);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i).ToArray(), Golden("fortran_f4").Data);
        Assert.Equal([2, 3, 4], Golden("fortran_f4").Shape);
        Assert.Equal(new[] { 2.5 }, Golden("scalar_f8").Data);
        Assert.Equal(0, Golden("scalar_f8").Shape.Length);
        Assert.Equal([0, 3], Golden("empty_f4").Shape);
        Assert.Equal(new[] { -1, 1L << 62, long.MinValue }, Golden("vector_i8").Data);
        Assert.Equal(new float[] { 0, 1, 2, 3, 4, 5 }, Golden("version2").Data);
        Assert.Equal(new float[] { 0, 1, 2, 3, 4, 5 }, Golden("version3").Data);
        foreach (string name in (string[])["scalar_f8", "empty_f4", "vector_i8"])
            Assert.Equal(File.ReadAllBytes(Arrays.Golden($"{name}.npy")), Arrays.Npy(Golden(name)));

        static NdArray Golden(string name) => Npy.Read(Arrays.Golden($"{name}.npy"));
    }

    [Fact]
    public void Any_array_is_read_back_as_it_was_written() =>
        Prop.ForAll(Arrays.Any, array => Arrays.Same(array, Read(Arrays.Npy(array)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Arrays_in_Fortran_order_become_row_major() =>
        Prop.ForAll(Arrays.Any, array =>
        {
            // The same elements read in Fortran order are the transpose.
            byte[] file = Arrays.Npy(array);
            int at = file.AsSpan().IndexOf("False"u8);
            "True "u8.CopyTo(file.AsSpan(at));
            int[] shape = array.Shape.ToArray();
            NdArray read = Read(file);
            for (int i = 0; i < array.Length; i++)
            {
                int rest = i, position = 0, stride = 1;
                int[] index = new int[shape.Length];
                for (int d = shape.Length - 1; d >= 0; rest /= shape[d--]) index[d] = rest % shape[d];
                for (int d = 0; d < shape.Length; stride *= shape[d++]) position += stride * index[d];
                if (!read.Data.GetValue(i)!.Equals(array.Data.GetValue(position))) return false;
            }
            return read.Shape.SequenceEqual(shape);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Several_arrays_in_one_stream_are_read_one_after_the_other()
    {
        NdArray first = NdArray.Create<int>([1, 2], 2), second = NdArray.Create<float>([3], 1);
        using MemoryStream stream = new([.. Arrays.Npy(first), .. Arrays.Npy(second)]);
        Assert.True(Arrays.Same(first, Npy.Read(stream)));
        Assert.True(Arrays.Same(second, Npy.Read(stream)));
    }

    [Fact]
    public void A_file_is_complete_or_not_there()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "a.npy");
        Npy.Write(path, NdArray.Create<int>([1, 2], 2));
        Npy.Write(path, NdArray.Create<int>([3], 1));
        Assert.Equal(new[] { 3 }, Npy.Read(path).Data);
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Throws<DirectoryNotFoundException>(() => Npy.Write(Path.Combine(folder, "no", "a.npy"), NdArray.Create<int>([3], 1)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Truth_values_other_than_0_and_1_become_true()
    {
        bool[] values = (bool[])Read(WithHeader("{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}", 0, 2, 255)).Data;
        Assert.Equal(1, Convert.ToInt32(values[1]));
        Assert.Equal([false, true, true], values);
    }

    [Fact]
    public void Headers_may_be_spaced_and_ordered_as_Python_allows()
    {
        NdArray array = Read(WithHeader("{ \"shape\":(1 , 2L,),'fortran_order' :False,'descr':'=u1'} \n", 5, 6));
        Assert.Equal([1, 2], array.Shape);
        Assert.Equal(new byte[] { 5, 6 }, array.Data);
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        Arrays.Fails(() => Npy.Read(Arrays.Golden("objects.npy")), "objects.npy: ", "Python objects ('|O')");
        Arrays.Fails(() => Npy.Read(Arrays.Golden("records.npy")), "records of several fields");
        Arrays.Fails(() => Npy.Read(Arrays.Golden("text.npy")), "element type '<U2' is not read");
        Arrays.Fails(() => Read([1, 2, 3, 4, 5, 6, 7, 8]), "magic number at byte 0 is 010203040506");
        Arrays.Fails(() => Read([0x93, .. "NUMPY"u8, 4, 0, 0, 0]), "version at byte 6 is 4.0");
        Arrays.Fails(() => Read([0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 255]), "header at byte 8 is 4278190080 bytes long");
        Arrays.Fails(() => Read([0x93, .. "NUMPY"u8, 1, 0, 9, 0, 32]), "data ends at byte 11, in the header", "at least 8 more");
    }

    [Theory]
    [InlineData("", "its end at its character 0; expected '{'")]
    [InlineData("{'descr': '<f4', 'shape': (1,)}", "expected 'descr', 'fortran_order' and 'shape'")]
    [InlineData("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr'")]
    [InlineData("{'dtype': '<f4'}", "the key 'dtype'")]
    [InlineData("{'descr': '<f4}", "no closing quote")]
    [InlineData("{'descr' '<f4'}", "'''")]
    [InlineData("{'fortran_order': Maybe}", "'Maybe'")]
    [InlineData("{'fortran_order': 1}", "'1'")]
    [InlineData("{'shape': 3}", "'3'")]
    [InlineData("{'shape': (-3,)}", "'-'")]
    [InlineData("{'shape': (3 4)}", "'4'")]
    [InlineData("{'shape': (99999999999,)}", "an extent of 99999999999")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "'x'")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", "element type '<f3'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "element type ''")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2)}", "makes no array")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647,)}", "makes no array")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,)}", "announces 16000000000 bytes")]
    public void A_malformed_header_is_named_with_its_position(string header, string problem)
    {
        DataException error = Arrays.Fails(() => Read(WithHeader(header)), problem);
        Assert.Equal("file", error.File);
    }

    [Fact]
    public void A_file_with_bytes_after_the_array_is_refused()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. Arrays.Npy(NdArray.Create<byte>([1], 1)), 0]);
        Arrays.Fails(() => Npy.Read(path), "1 more bytes follow at byte 129");
        File.Delete(path);
    }

    [Fact]
    public void An_array_knows_its_type_and_checks_its_shape()
    {
        Assert.Equal(ElementType.SByte, NdArray.Create<sbyte>([1], 1).ElementType);
        Assert.Equal(ElementType.UInt64, NdArray.Create<ulong>([1]).ElementType);
        Arrays.Fails(() => NdArray.Create<int>([1, 2], 3), "shape [3] does not hold 2 elements");
        Arrays.Fails(() => NdArray.Create<int>([1, 2], -1, -2), "does not hold");
        Arrays.Fails(() => NdArray.Create<decimal>([1], 1), "System.Decimal");
        Arrays.Fails(() => NdArray.Create(['a'], 1), "System.Char");
    }
}
