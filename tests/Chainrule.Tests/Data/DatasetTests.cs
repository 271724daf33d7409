using System.Numerics.Tensors;
using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class DatasetTests
{
    private static readonly Dataset<float> points = Dataset.Create<float>([1, 2, 3, 4, 5, 6], [2], [0, 2, 1], 3, "points", ["a", "b", "c"]);
    private static readonly Dataset<double> curve = Dataset.Create<double>([1, 2, 3], [1], [1, 10, 2, 20, 3, 30], [2], "curve");

    [Fact]
    public void A_data_set_tells_what_it_holds()
    {
        Assert.Equal(("points", 3, 3), (points.Name, points.Count, points.Classes));
        Assert.Equal([2], points.InputShape);
        Assert.Equal(["a", "b", "c"], points.ClassNames!);
        Assert.Equal(2, points.Label(1));
        Assert.Equal((0, 3), (curve.Classes, curve.Count));
        Assert.Equal([2], curve.TargetShape);
    }

    [Fact]
    public void Inputs_are_gathered_in_the_order_asked_for()
    {
        float[] batch = new float[6];
        points.GatherInputs([2, 0, 2], batch);
        Assert.Equal([5, 6, 1, 2, 5, 6], batch);
    }

    [Fact]
    public void Labels_become_one_hot_rows()
    {
        float[] batch = [9, 9, 9, 9, 9, 9];
        points.GatherTargets([1, 2], batch, 3);
        Assert.Equal([0, 0, 1, 0, 1, 0], batch);
        batch = [9, 9, 9, 9];
        points.GatherTargets([1], batch, 4);
        Assert.Equal([0, 0, 1, 0], batch);
    }

    [Fact]
    public void Labels_of_two_classes_become_one_column_for_one_output()
    {
        float[] batch = [9, 9, 9];
        Generators.Xor<float>().GatherTargets([0, 11, 12], batch, 1);
        Assert.Equal([0, 1, 1], batch);
    }

    [Fact]
    public void Regression_targets_are_copied()
    {
        double[] batch = new double[4];
        curve.GatherTargets([2, 1], batch, 2);
        Assert.Equal([3, 30, 2, 20], batch);
    }

    [Fact]
    public void Targets_that_do_not_fit_the_outputs_are_an_error_that_names_both()
    {
        Fails(() => points.GatherTargets([0], new float[2], 2), "'points' has 3 classes, but the network has 2 outputs");
        Fails(() => points.GatherTargets([0], new float[1], 1), "3 classes", "1 output;");
        Fails(() => curve.GatherTargets([0], new double[3], 3), "2 target values per sample (shape 2)", "3 outputs");
        Fails(() => curve.Label(0), "'curve' holds target values of shape 2, not class labels");
    }

    [Fact]
    public void A_subset_of_a_subset_shares_the_samples()
    {
        Dataset<float> subset = points.Subset([2, 1]).Subset([1]);
        Assert.Equal((1, 2), (subset.Count, subset.Label(0)));
        Assert.Equal([3, 4], subset.InputTensor().ToArray());
        Fails(() => points.Subset([3]), "samples 0 to 2", "index 3");
        Fails(() => points.Subset([-1]), "index -1");
        Fails(() => points.Subset([]), "at least one sample");
    }

    [Fact]
    public void Bytes_become_correctly_rounded_when_scaled()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Dataset<float> stored = Dataset.FromBytes<float>(bytes, [256], [0], 1);
        Dataset<float> unit = stored.Scaled(FeatureScale.Fit(stored, Scaling.Unit));
        Assert.Equal(bytes.Select(value => (float)value), stored.InputTensor().ToArray());
        Assert.Equal(bytes.Select(value => (float)(value / 255m)), unit.InputTensor().ToArray());
    }

    [Fact]
    public void Gathering_allocates_nothing()
    {
        Dataset<float> digits = Digits.Load<float>();
        Dataset<float>[] views =
        [
            digits, digits.Scaled(FeatureScale.Fit(digits, Scaling.Unit)),
                digits.Scaled(FeatureScale.Fit(digits, Scaling.Standardize)).Subset([5, 6]),
        ];
        float[] inputs = new float[128], targets = new float[20];
        int[] indices = [0, 1];
        foreach (Dataset<float> view in views)
        {
            view.GatherInputs(indices, inputs);
            view.GatherTargets(indices, targets, 10);
            long before = GC.GetAllocatedBytesForCurrentThread();
            view.GatherInputs(indices, inputs);
            view.GatherTargets(indices, targets, 10);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Tensors_make_data_sets()
    {
        Tensor<float> inputs = Tensor.Create<float>([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), targets = Tensor.Create<float>([1, 2], [2]);
        Dataset<float> labelled = Dataset.Create(inputs, [1, 0], 2), dense = Dataset.Create(inputs, targets);
        Assert.Equal([2, 2], labelled.InputShape);
        Assert.Equal([1], dense.TargetShape);
        Assert.Equal(inputs.ToArray(), dense.InputTensor().ToArray());
        Assert.Equal([2, 2, 2], dense.InputTensor().Lengths.ToArray());
    }

    [Fact]
    public void Integer_arrays_of_rank_one_are_labels_and_others_are_target_values()
    {
        NdArray inputs = NdArray.Create<short>([1, 2, 3, 4], 2, 2);
        Dataset<float> labelled = Dataset.Create<float>(inputs, NdArray.Create<ulong>([0, 4], 2));
        Assert.Equal((5, 4), (labelled.Classes, labelled.Label(1)));
        Assert.Equal([1, 2, 3, 4], labelled.InputTensor().ToArray());
        Assert.Equal(2, Dataset.Create<float>(inputs, NdArray.Create([false, true], 2)).Classes);
        Assert.Equal(0, Dataset.Create<float>(inputs, NdArray.Create<double>([0, 1], 2)).Classes);
        Assert.Equal([2], Dataset.Create<float>(inputs, NdArray.Create<int>([0, 1, 1, 0], 2, 2)).TargetShape);
        Assert.Equal([1, 2], Dataset.Create<float>(inputs, NdArray.Create<int>([0, 1], 2), inputShape: [1, 2]).InputShape);
        Fails(() => Dataset.Create<float>(inputs, NdArray.Create<int>([0, 1], 2), inputShape: [3]), "2 values each", "read as 3");
        Assert.Equal(0, Dataset.Create<float>(inputs, NdArray.Create<long>([0, -3], 2)).Classes);
        Assert.Equal(0, Dataset.Create<float>(inputs, NdArray.Create<long>([0, 1L << 40], 2)).Classes);
        Fails(() => Dataset.Create<float>(inputs, NdArray.Create<long>([0, 1L << 40], 2), classes: 2),
            "Row 1 (from 0) of 'data' has the label 1099511627776; expected the number of a class, from 0.");
        Fails(() => Dataset.Create<float>(inputs, NdArray.Create<long>([0, -3], 2), classes: 2), "Sample 1", "label -3");
        Fails(() => Dataset.Create<float>(NdArray.Create<float>([], 0, 2), NdArray.Create<long>([0], 1)), "hold no samples", "(0, 2)");
    }

    [Fact]
    public void Arrays_of_every_type_give_their_values()
    {
        NdArray[] arrays =
        [
            NdArray.Create<byte>([0, 1, 200], 3), NdArray.Create<sbyte>([-1, 1, 127], 3), NdArray.Create<short>([-1, 1, 300], 3),
            NdArray.Create<ushort>([0, 1, 60000], 3), NdArray.Create<int>([-1, 1, 70000], 3), NdArray.Create<uint>([0, 1, 4000000000], 3),
            NdArray.Create<long>([-1, 1, 1L << 40], 3), NdArray.Create<ulong>([0, 1, 1UL << 63], 3),
                NdArray.Create<Half>([(Half)0.5, (Half)1, (Half)2], 3),
            NdArray.Create<float>([0.5f, 1, 2], 3), NdArray.Create<double>([0.1, 1, 2], 3),
        ];
        NdArray labels = NdArray.Create<int>([0, 1, 1], 3);
        foreach (NdArray array in arrays)
            Assert.Equal(array.Data.Cast<object>().Select(value => Convert.ToDouble(value is Half half ? (double)half : value, null)),
                Dataset.Create<double>(array, labels).InputTensor().ToArray());
        Assert.Equal([0, 1], Dataset.Create<double>(NdArray.Create([false, true], 2),
            NdArray.Create<int>([0, 1], 2)).InputTensor().ToArray());
    }

    [Fact]
    public void Every_mistake_in_the_data_is_named()
    {
        Fails(() => Dataset.Create<float>([1, 2, 3], [2], [0], 1), "3 values", "multiple of 2");
        Fails(() => Dataset.Create<float>([1, 2, 3, 4], [2], [0], 1), "2 inputs, but 1 labels");
        Fails(() => Dataset.Create<float>([1, 2, 3, 4], [2], [0, 5], 3), "Sample 1", "label 5", "3 classes", "0 to 2");
        Fails(() => Dataset.Create<float>([1, 2], [2], [0], 0), "0 classes");
        Fails(() => Dataset.Create<float>([1, 2], [2], [0], 2, classNames: ["a"]), "2 classes, but 1 class names");
        Fails(() => Dataset.Create<float>([], [2], [], 2), "no samples");
        Fails(() => Dataset.Create<float>([1, 2, 3, float.NaN], [2], [0, 0], 2), "Sample 1", "NaN as element 1");
        Fails(() => Dataset.Create<float>([1, 2], [1], [0, float.PositiveInfinity], [1]), "Sample 1", "target value 0");
        Fails(() => Dataset.Create<float>([1, 2], [1], [0, 1, 2], [1]), "2 inputs, but 3 target rows");
        Fails(() => Dataset.Create<float>([1, 2], [1], [0, 1, 2], [2]), "targets", "3 values", "multiple of 2");
        Fails(() => Dataset.Create<float>(NdArray.Create<double>([1e300], 1), NdArray.Create<int>([0], 1)), "Sample 0", "Single can hold");
    }

    [Fact]
    public void The_hash_depends_on_values_targets_shapes_and_order_alone()
    {
        Dataset<float> same = Dataset.Create<float>([1, 2, 3, 4, 5, 6], [2], [0, 2, 1], 3, "other name");
        string hash = points.Sha256;
        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, same.Sha256);
        Assert.Equal(hash, same.Scaled(FeatureScale.Fit(same, Scaling.Standardize)).Sha256);
        Assert.Equal(hash, same.Subset([0, 1, 2]).Sha256);
        Assert.NotEqual(hash, same.Subset([0, 2, 1]).Sha256);
        Assert.NotEqual(hash, Dataset.Create<float>([1, 2, 3, 4, 5, 7], [2], [0, 2, 1], 3).Sha256);
        Assert.NotEqual(hash, Dataset.Create<float>([1, 2, 3, 4, 5, 6], [2], [0, 2, 2], 3).Sha256);
        Assert.NotEqual(hash, Dataset.Create<float>([1, 2, 3, 4, 5, 6], [2, 1], [0, 2, 1], 3).Sha256);
        Assert.NotEqual(curve.Sha256, Dataset.Create<double>([1, 2, 3], [1], [1, 10, 2, 20, 3, 31], [2]).Sha256);
    }

    private static void Fails(Action action, params string[] parts)
    {
        string message = Assert.Throws<DataException>(action).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
