# SPDX-License-Identifier: GPL-3.0-or-later
"""People from SMPL-type rotations: SMPL, SMPL-H and SMPL-X, with the body model or without it.

joints.py         the models' joints and their parents
mean_skeleton.py  rest joints of nobody in particular
skeleton_file.py  rest joints of one person, from a file
model_file.py     rest joints of one person, from the user's own model and the person's shape
rest.py           which of these are taken
arrays.py         a take as its file has it, out of the arrays of each dataset
size.py           how large somebody is of whom only the mean is known
posed.py          a take and rest joints -> a motion
"""
